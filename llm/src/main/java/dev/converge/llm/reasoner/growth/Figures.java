package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.text.Amount;
import dev.converge.llm.reasoner.text.AmountReader;
import dev.converge.llm.reasoner.text.Words;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Calculates what the numbers of the seeds let one calculate, and says it in sentences. Only
/// numbers that stand in the seeds go in.
final class Figures {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final BigDecimal SMALLEST_MARKET = BigDecimal.valueOf(20);
  private static final int DIGITS = 12;

  private static final Pattern MONTHLY =
      Pattern.compile(
          "\\b(?:each|every|a|per) month\\b|\\bmonthly\\b|\\bjeden Monat\\b|\\bim Monat\\b|\\bmonatlich"
              + "|\\bvarje månad\\b|\\bi månaden\\b|\\b(?:par|chaque) mois\\b|\\b(?:al|cada) mes\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Pattern EACH =
      Pattern.compile(
          "^\\s*(?:/|(?:a|per|each|pro|je|par|por|al|the)\\s)\\s*([\\p{L}]{3,})",
          Pattern.CASE_INSENSITIVE);

  private final SeedCase seeds;
  private final List<Figure> found = new ArrayList<>();

  Figures(SeedCase seeds) {
    this.seeds = seeds;
  }

  List<Figure> all() {
    GrowthGoals goals = new GrowthGoals(seeds);
    goals.withoutPairs().forEach(due -> rate(due.goal(), due.months()));
    List<GrowthGoal> wanted = goals.wanted();
    wanted.forEach(this::pace);
    Optional<GrowthGoal> counted =
        wanted.stream().filter(w -> w.to().kind() == Amount.Kind.COUNT).findFirst();
    counted.ifPresent(w -> {
      share(w);
      each(w);
    });
    churn(counted);
    revenue(counted);
    runway(wanted);
    return List.copyOf(found);
  }

  private void add(Figure.Kind kind, List<SeedPassage> sources, String phrase, Object... values) {
    found.add(new Figure(kind, seeds.phrase(phrase, values), sources));
  }

  private String text(BigDecimal value) {
    return AmountReader.write(value, seeds.language());
  }

  private String rounded(BigDecimal value) {
    boolean small = value.compareTo(BigDecimal.TEN) < 0;
    return text(small ? value : value.setScale(0, RoundingMode.HALF_UP));
  }

  private String money(BigDecimal value, String currency) {
    return text(value) + "\u00a0" + currency;
  }

  private static BigDecimal over(BigDecimal one, BigDecimal other) {
    return one.divide(other, new MathContext(DIGITS));
  }

  private void pace(GrowthGoal wanted) {
    Amount to = wanted.to();
    if (wanted.from().isEmpty() || to.kind() == Amount.Kind.YEAR) {
      if (wanted.months().signum() > 0 && to.kind() == Amount.Kind.COUNT) {
        add(
            Figure.Kind.PACE,
            List.of(wanted.passage()),
            "pace_only",
            text(to.value()),
            to.unit(),
            text(wanted.months()),
            rounded(over(to.value(), wanted.months())));
      }
      return;
    }
    Amount from = wanted.from().orElseThrow();
    List<SeedPassage> sources = sources(wanted, from);
    String start = of(from.value(), to, false);
    String end = of(to.value(), to, true);
    String more = of(wanted.more(), to, false);
    if (wanted.months().signum() == 0) {
      add(Figure.Kind.PACE, sources, "from_to", start, end, more);
      return;
    }
    BigDecimal each = over(wanted.more(), wanted.months());
    String monthly = to.kind() == Amount.Kind.COUNT ? rounded(each) : of(each, to, false);
    add(Figure.Kind.PACE, sources, "pace", start, end, text(wanted.months()), more, monthly);
  }

  private List<SeedPassage> sources(GrowthGoal wanted, Amount from) {
    List<SeedPassage> sources = new ArrayList<>(List.of(wanted.passage()));
    seeds.passages().stream()
        .filter(p -> p.amounts().contains(from) && !p.equals(wanted.passage()))
        .findFirst()
        .ifPresent(sources::add);
    return sources;
  }

  private String of(BigDecimal value, Amount as, boolean named) {
    return switch (as.kind()) {
      case MONEY -> money(value, as.unit());
      case PERCENT -> text(value) + "\u00a0%";
      case COUNT, TIME, YEAR ->
          text(value) + (named && !as.unit().isEmpty() ? " " + as.unit() : "");
    };
  }

  /// "Grow by 50 % within 12 months", as a monthly rate.
  private void rate(SeedPassage goal, BigDecimal months) {
    for (Amount amount : goal.amounts()) {
      boolean wanted = amount.kind() == Amount.Kind.PERCENT && goal.speaksOf("more");
      if (wanted && months.signum() > 0 && amount.value().compareTo(BigDecimal.valueOf(1000)) < 0) {
        double factor = 1 + amount.value().doubleValue() / 100;
        double monthly = (StrictMath.pow(factor, 1 / months.doubleValue()) - 1) * 100;
        add(
            Figure.Kind.PACE,
            List.of(goal),
            "rate",
            text(amount.value()),
            text(months),
            text(BigDecimal.valueOf(monthly)));
        return;
      }
    }
  }

  /// The market in the unit of the goal: the only count there is of it.
  private Optional<Sized> market(Set<String> stems) {
    List<Sized> sizes = new ArrayList<>();
    for (SeedPassage passage : seeds.of(SeedPassage.Role.MARKET)) {
      for (Amount amount : passage.amounts()) {
        boolean counts =
            amount.kind() == Amount.Kind.COUNT
                && amount.value().compareTo(SMALLEST_MARKET) >= 0
                && amount.period().isEmpty();
        String before = passage.text().substring(0, amount.start());
        Set<String> of = amount.stems().isEmpty() ? Words.stems(before) : amount.stems();
        if (counts && of.stream().anyMatch(stems::contains)) {
          sizes.add(new Sized(passage, amount));
        }
      }
    }
    boolean disputed =
        seeds.contradictions().stream()
            .anyMatch(c ->
                sizes.stream()
                    .anyMatch(s -> c.first().equals(s.amount()) || c.second().equals(s.amount())));
    return disputed || sizes.isEmpty() ? Optional.empty() : Optional.of(sizes.getFirst());
  }

  private record Sized(SeedPassage passage, Amount amount) {}

  private void share(GrowthGoal wanted) {
    market(wanted.to().stems())
        .filter(size -> size.amount().value().compareTo(wanted.more()) > 0)
        .ifPresent(size ->
            add(
                Figure.Kind.SHARE,
                List.of(wanted.passage(), size.passage()),
                wanted.from().isEmpty() ? "share_of" : "share",
                text(wanted.more()),
                text(size.amount().value()),
                text(over(wanted.more().multiply(HUNDRED), size.amount().value()))));
  }

  private Optional<Sized> budget() {
    List<Sized> budgets = new ArrayList<>();
    for (SeedPassage passage : seeds.about("budget")) {
      for (Amount amount : passage.amounts()) {
        boolean once = amount.kind() == Amount.Kind.MONEY && amount.period().isEmpty();
        boolean target =
            seeds.of(SeedPassage.Role.GOAL).contains(passage)
                && passage.amounts().stream()
                    .anyMatch(o ->
                        GrowthGoals.pair(passage.text(), o, amount)
                            || GrowthGoals.pair(passage.text(), amount, o));
        if (once && !target && !EACH.matcher(passage.text().substring(amount.end())).lookingAt()) {
          budgets.add(new Sized(passage, amount));
        }
      }
    }
    boolean one =
        budgets.stream().map(b -> b.amount().value().stripTrailingZeros()).distinct().count() == 1;
    return one ? Optional.of(budgets.getFirst()) : Optional.empty();
  }

  private void each(GrowthGoal wanted) {
    budget()
        .filter(_ -> wanted.more().signum() > 0)
        .ifPresent(budget ->
            add(
                Figure.Kind.EACH,
                List.of(budget.passage(), wanted.passage()),
                "each",
                money(budget.amount().value(), budget.amount().unit()),
                text(wanted.more()),
                money(over(budget.amount().value(), wanted.more()), budget.amount().unit())));
  }

  private static boolean monthly(SeedPassage passage, Amount amount) {
    return amount.period().equals("month")
        || (amount.period().isEmpty() && MONTHLY.matcher(passage.text()).find());
  }

  private Optional<Sized> monthlyChurn() {
    List<Sized> rates = new ArrayList<>();
    for (SeedPassage passage : seeds.about("churn")) {
      boolean own =
          passage.role() != SeedPassage.Role.COMPETITOR && passage.role() != SeedPassage.Role.GOAL;
      for (Amount amount : passage.amounts()) {
        if (own && amount.kind() == Amount.Kind.PERCENT && monthly(passage, amount)) {
          rates.add(new Sized(passage, amount));
        }
      }
    }
    boolean one =
        rates.stream().map(r -> r.amount().value().stripTrailingZeros()).distinct().count() == 1;
    return one ? Optional.of(rates.getFirst()) : Optional.empty();
  }

  /// How many leave, and how many must be won because of it: at the mean of what there is and what
  /// there is to be.
  private void churn(Optional<GrowthGoal> goal) {
    Optional<Sized> rate = monthlyChurn();
    if (rate.isEmpty() || goal.isEmpty() || goal.get().from().isEmpty()) {
      return;
    }
    GrowthGoal wanted = goal.get();
    BigDecimal from = wanted.from().orElseThrow().value();
    BigDecimal share = over(rate.get().amount().value(), HUNDRED);
    List<SeedPassage> sources = List.of(rate.get().passage(), wanted.passage());
    String percent = text(rate.get().amount().value());
    if (wanted.months().signum() == 0) {
      add(
          Figure.Kind.CHURN,
          sources,
          "churn_now",
          percent,
          text(from),
          rounded(from.multiply(share)));
      return;
    }
    BigDecimal mean = over(from.add(wanted.to().value()), BigDecimal.valueOf(2));
    BigDecimal leave =
        mean.multiply(share).multiply(wanted.months()).setScale(0, RoundingMode.HALF_UP);
    BigDecimal win = wanted.more().add(leave);
    add(
        Figure.Kind.CHURN,
        sources,
        "churn",
        percent,
        text(wanted.months()),
        text(leave),
        text(wanted.more()),
        text(win),
        rounded(over(win, wanted.months())));
  }

  /// A price a month or a year for each of those whom the goal counts, times their number.
  private void revenue(Optional<GrowthGoal> goal) {
    if (goal.isEmpty()) {
      return;
    }
    GrowthGoal wanted = goal.get();
    for (SeedPassage passage : seeds.of(SeedPassage.Role.PRODUCT)) {
      for (Amount amount : passage.amounts()) {
        boolean recurs = amount.period().equals("month") || amount.period().equals("year");
        if (amount.kind() == Amount.Kind.MONEY && recurs && priced(passage, amount, wanted.to())) {
          add(
              Figure.Kind.REVENUE,
              List.of(passage, wanted.passage()),
              amount.period().equals("month") ? "revenue_month" : "revenue_year",
              text(wanted.to().value()),
              money(amount.value(), amount.unit()),
              money(amount.value().multiply(wanted.to().value()), amount.unit()));
          return;
        }
      }
    }
  }

  private static boolean priced(SeedPassage passage, Amount amount, Amount of) {
    Matcher each = EACH.matcher(passage.text().substring(amount.end()));
    if (!each.lookingAt()) {
      return false;
    }
    return of.stems().contains(Words.stem(each.group(1)));
  }

  private void runway(List<GrowthGoal> wanted) {
    for (SeedPassage passage : seeds.about("runway")) {
      for (Amount amount : passage.amounts()) {
        if (amount.kind() != Amount.Kind.TIME || amount.months().signum() == 0) {
          continue;
        }
        for (GrowthGoal goal : wanted) {
          if (goal.months().compareTo(amount.months()) > 0) {
            add(
                Figure.Kind.RUNWAY,
                List.of(passage, goal.passage()),
                "runway",
                text(amount.months()),
                text(goal.months()));
            return;
          }
        }
      }
    }
  }
}
