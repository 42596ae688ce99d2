package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.text.Amount;
import dev.converge.llm.reasoner.text.AmountReader;
import dev.converge.llm.reasoner.text.SeedLanguage;
import dev.converge.llm.reasoner.text.Words;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Calculates what the numbers of the seeds let one calculate, and says it in sentences. Only
/// numbers that stand in the seeds go in.
final class Figures {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final BigDecimal SMALLEST_MARKET = BigDecimal.valueOf(20);
  private static final int DIGITS = 12;
  private static final int SHORTEST_PART = 4;

  private static final BigDecimal SMALLEST_SHARE = new BigDecimal("0.1");

  private final SeedCase seeds;
  private final List<Figure> found = new ArrayList<>();

  Figures(SeedCase seeds) {
    this.seeds = seeds;
  }

  List<Figure> all() {
    Wants wants = new Wants(seeds);
    List<Wants.Wanted> wanted = wants.all();
    wants.open().forEach(this::rate);
    wanted.forEach(this::pace);
    List<Wants.Wanted> counts = wanted.stream().filter(Wants.Wanted::counts).toList();
    Optional<Wants.Wanted> counted = counts.stream().findFirst();
    counted.ifPresent(w -> {
      share(w);
      if (counts.size() == 1) {
        each(w);
      }
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

  /// A span of months in words, as it stands behind a preposition of time.
  private String in(BigDecimal months) {
    return spans("in", months);
  }

  private String spans(String how, BigDecimal months) {
    boolean one = months.compareTo(BigDecimal.ONE) == 0;
    return seeds.phrase(one ? "month_" + how : "months_" + how, text(months));
  }

  private void pace(Wants.Wanted wanted) {
    Amount to = wanted.to();
    boolean paced = wanted.months().signum() > 0 && !wanted.flow();
    if (wanted.from().isEmpty() || to.kind() == Amount.Kind.YEAR) {
      if (paced && wanted.added() && to.kind() == Amount.Kind.COUNT) {
        add(
            Figure.Kind.PACE,
            List.of(wanted.passage()),
            "pace_only",
            text(to.value()),
            in(wanted.months()),
            rounded(over(to.value(), wanted.months())),
            FigureUnit.behind(wanted, to, seeds));
      }
      return;
    }
    Amount from = wanted.from().orElseThrow();
    from(wanted, from, sources(wanted, from), paced);
    seeds.contradictions().stream()
        .filter(c -> c.other().equals(wanted.passage()) && c.second().start() == from.start())
        .filter(c -> to.kind() == Amount.Kind.COUNT && c.first().kind() == Amount.Kind.COUNT)
        .findFirst()
        .ifPresent(c -> from(wanted, c.first(), List.of(wanted.passage(), c.one()), paced));
  }

  /// From what there is to what there is to be.
  private void from(Wants.Wanted wanted, Amount from, List<SeedPassage> sources, boolean paced) {
    Amount to = wanted.to();
    BigDecimal added = to.value().subtract(from.value());
    String start = of(from.value(), to, "");
    String end = of(to.value(), to, FigureUnit.of(wanted, from, seeds));
    String span = in(wanted.months());
    boolean timed = wanted.months().signum() > 0;
    if (to.kind() == Amount.Kind.PERCENT) {
      String phrase = timed ? "points_in" : "points";
      if (added.compareTo(BigDecimal.ONE) != 0) {
        add(Figure.Kind.PACE, sources, phrase, start, end, text(added), span);
      }
      return;
    }
    boolean counts = to.kind() == Amount.Kind.COUNT;
    String more = seeds.phrase(counts ? "more_counted" : "more_measured", of(added, to, ""));
    String per = FigureUnit.per(to.period(), seeds);
    if (paced) {
      BigDecimal each = over(added, wanted.months());
      String monthly = counts ? rounded(each) : of(each, to, "");
      add(Figure.Kind.PACE, sources, "pace", start, end, span, more, monthly, per);
    } else if (timed) {
      add(Figure.Kind.PACE, sources, "from_to_in", start, end, span, more, per);
    } else {
      add(Figure.Kind.PACE, sources, "from_to", start, end, more, per);
    }
  }

  private List<SeedPassage> sources(Wants.Wanted wanted, Amount from) {
    List<SeedPassage> sources = new ArrayList<>(List.of(wanted.passage()));
    seeds.passages().stream()
        .filter(p -> p.amounts().contains(from) && !p.equals(wanted.passage()))
        .findFirst()
        .ifPresent(sources::add);
    return sources;
  }

  private String of(BigDecimal value, Amount as, String unit) {
    return switch (as.kind()) {
      case MONEY -> money(value, as.unit());
      case PERCENT -> text(value) + "\u00a0%";
      case COUNT, TIME, YEAR -> text(value) + (unit.isEmpty() ? "" : " " + unit);
    };
  }

  /// "Grow by 50 % within 12 months", as a monthly rate.
  private void rate(SeedPassage goal, BigDecimal months) {
    for (Amount amount : goal.amounts()) {
      boolean by = FigureWords.by(goal.text().substring(0, amount.start()));
      boolean wanted = amount.kind() == Amount.Kind.PERCENT && goal.speaksOf("more") && by;
      if (wanted && months.signum() > 0 && amount.value().compareTo(BigDecimal.valueOf(1000)) < 0) {
        double factor = 1 + amount.value().doubleValue() / 100;
        double monthly = (StrictMath.pow(factor, 1 / months.doubleValue()) - 1) * 100;
        add(
            Figure.Kind.PACE,
            List.of(goal),
            "rate",
            text(amount.value()),
            in(months),
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
                && amount.period().isEmpty()
                && !WantedWords.part(passage.text(), amount)
                && !FigureWords.asked(passage.text());
        String before = passage.text().substring(0, amount.start());
        Set<String> of = amount.stems().isEmpty() ? Words.stems(before) : amount.stems();
        if (counts && of.stream().anyMatch(stem -> kindOf(stem, stems))) {
          sizes.add(new Sized(passage, amount));
        }
      }
    }
    boolean disputed =
        seeds.contradictions().stream()
            .anyMatch(c ->
                sizes.stream()
                    .anyMatch(s -> c.first().equals(s.amount()) || c.second().equals(s.amount())));
    boolean one =
        sizes.stream().map(s -> s.amount().value().stripTrailingZeros()).distinct().count() == 1;
    return disputed || !one ? Optional.empty() : Optional.of(sizes.getFirst());
  }

  /// In German and Swedish a compound is of the kind that its last part names.
  private boolean kindOf(String stem, Set<String> stems) {
    boolean compounds = seeds.language() == SeedLanguage.DE || seeds.language() == SeedLanguage.SV;
    return stems.contains(stem)
        || (compounds
            && stems.stream().anyMatch(s -> s.length() >= SHORTEST_PART && stem.endsWith(s)));
  }

  private record Sized(SeedPassage passage, Amount amount) {}

  private void share(Wants.Wanted wanted) {
    BigDecimal part = wanted.more().orElse(wanted.to().value());
    market(wanted.to().stems())
        .filter(size -> size.amount().value().compareTo(wanted.to().value()) >= 0)
        .ifPresent(size -> {
          BigDecimal percent = over(part.multiply(HUNDRED), size.amount().value());
          if (percent.compareTo(SMALLEST_SHARE) >= 0) {
            add(
                Figure.Kind.SHARE,
                List.of(wanted.passage(), size.passage()),
                wanted.more().isEmpty() ? "share_of" : "share",
                text(part),
                text(size.amount().value()),
                text(percent),
                FigureUnit.behind(wanted, wanted.from().orElse(wanted.to()), seeds));
          }
        });
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
                        Wants.pair(passage.text(), o, amount)
                            || Wants.pair(passage.text(), amount, o));
        if (once && !target && !FigureWords.each(passage.text().substring(amount.end()))) {
          budgets.add(new Sized(passage, amount));
        }
      }
    }
    boolean one =
        budgets.stream().map(b -> b.amount().value().stripTrailingZeros()).distinct().count() == 1;
    return one ? Optional.of(budgets.getFirst()) : Optional.empty();
  }

  /// What may be spent on each of those who are to be added, where the money has no time of its
  /// own.
  private void each(Wants.Wanted wanted) {
    Optional<BigDecimal> more = wanted.more().filter(m -> m.signum() > 0);
    if (more.isEmpty() || wanted.flow()) {
      return;
    }
    budget()
        .filter(budget ->
            budget.passage().equals(wanted.passage())
                || !FigureWords.dated(budget.passage().text()))
        .ifPresent(budget ->
            add(
                Figure.Kind.EACH,
                List.of(budget.passage(), wanted.passage()),
                "each",
                money(budget.amount().value(), budget.amount().unit()),
                text(more.get()),
                money(over(budget.amount().value(), more.get()), budget.amount().unit()),
                FigureUnit.behind(wanted, wanted.from().orElse(wanted.to()), seeds)));
  }

  private Optional<Sized> monthlyChurn() {
    List<Sized> rates = new ArrayList<>();
    for (SeedPassage passage : seeds.about("churn")) {
      boolean own =
          passage.role() != SeedPassage.Role.COMPETITOR && passage.role() != SeedPassage.Role.GOAL;
      for (Amount amount : passage.amounts()) {
        if (own && amount.kind() == Amount.Kind.PERCENT && FigureWords.monthly(passage, amount)) {
          rates.add(new Sized(passage, amount));
        }
      }
    }
    boolean one =
        rates.stream().map(r -> r.amount().value().stripTrailingZeros()).distinct().count() == 1;
    return one ? Optional.of(rates.getFirst()) : Optional.empty();
  }

  /// "4 of 35 left" in percent.
  private void parts() {
    for (SeedPassage passage : seeds.about("churn")) {
      List<Amount> amounts = passage.amounts();
      for (int i = 0; i + 1 < amounts.size() && passage.own(); i++) {
        Amount part = amounts.get(i);
        Amount whole = amounts.get(i + 1);
        boolean counts =
            part.kind() == Amount.Kind.COUNT
                && whole.kind() == Amount.Kind.COUNT
                && part.end() <= whole.start()
                && part.value().compareTo(whole.value()) < 0;
        if (counts && FigureWords.of(passage.text().substring(part.end(), whole.start()))) {
          add(
              Figure.Kind.CHURN,
              List.of(passage),
              "part",
              text(part.value()),
              text(whole.value()),
              text(over(part.value().multiply(HUNDRED), whole.value())));
          return;
        }
      }
    }
  }

  /// How many leave, and how many must be won because of it: at the mean of what there is and what
  /// there is to be.
  private void churn(Optional<Wants.Wanted> goal) {
    parts();
    Optional<Sized> rate = monthlyChurn();
    if (rate.isEmpty() || goal.isEmpty() || goal.get().from().isEmpty()) {
      return;
    }
    Wants.Wanted wanted = goal.get();
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
    BigDecimal more = wanted.to().value().subtract(from);
    BigDecimal win = more.add(leave);
    add(
        Figure.Kind.CHURN,
        sources,
        "churn",
        percent,
        in(wanted.months()),
        text(leave),
        text(more),
        text(win),
        rounded(over(win, wanted.months())));
  }

  /// A price a month or a year for each of those whom the goal counts, times their number.
  private void revenue(Optional<Wants.Wanted> goal) {
    if (goal.isEmpty()) {
      return;
    }
    Wants.Wanted wanted = goal.get();
    for (SeedPassage passage : seeds.of(SeedPassage.Role.PRODUCT)) {
      for (Amount amount : passage.amounts()) {
        boolean recurs = amount.period().equals("month") || amount.period().equals("year");
        if (amount.kind() == Amount.Kind.MONEY
            && recurs
            && FigureWords.priced(passage, amount, wanted.to())) {
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

  private void runway(List<Wants.Wanted> wanted) {
    for (SeedPassage passage : seeds.about("runway")) {
      for (Amount amount : passage.amounts()) {
        if (amount.kind() != Amount.Kind.TIME || amount.months().signum() == 0) {
          continue;
        }
        for (Wants.Wanted goal : wanted) {
          if (goal.months().compareTo(amount.months()) > 0) {
            add(
                Figure.Kind.RUNWAY,
                List.of(passage, goal.passage()),
                "runway",
                spans("for", amount.months()),
                spans("for", goal.months()));
            return;
          }
        }
      }
    }
  }
}
