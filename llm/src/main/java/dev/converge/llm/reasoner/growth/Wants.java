package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.text.Amount;
import dev.converge.llm.reasoner.text.AmountReader;
import dev.converge.llm.reasoner.text.Words;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Reads off the seeds what growth is wanted: from how many to how many, and in how many months.
/// Where more than one number may be meant, none is taken.
final class Wants {
  /// Maximum number of sentences about the goal that are searched for numbers.
  private static final int MOST_GOALS = 20;

  private static final int MOST_BETWEEN = 6;

  private static final Set<String> TO =
      Set.of("to", "auf", "till", "à", "a", "hasta", "bis", "→", "->");

  private final SeedCase seeds;
  private final List<Wanted> all = new ArrayList<>();
  private final Map<SeedPassage, BigDecimal> open = new LinkedHashMap<>();

  Wants(SeedCase seeds) {
    this.seeds = seeds;
    seeds.of(SeedPassage.Role.GOAL).stream().limit(MOST_GOALS).forEach(this::read);
  }

  /// What the goals want, with what there is where the seeds say it.
  List<Wanted> all() {
    return List.copyOf(all);
  }

  /// The goals that do not say from what to what, each with its months.
  Map<SeedPassage, BigDecimal> open() {
    return open;
  }

  private void read(SeedPassage goal) {
    BigDecimal months = months(goal);
    List<Amount> amounts = goal.amounts();
    Set<Amount> paired = new HashSet<>();
    for (int i = 0; i + 1 < amounts.size(); i++) {
      Amount to = amounts.get(i + 1);
      if (!pair(goal.text(), amounts.get(i), to)) {
        continue;
      }
      paired.add(amounts.get(i));
      paired.add(to);
      Amount from = like(amounts.get(i), to);
      boolean counted = to.kind() != Amount.Kind.TIME && to.kind() != Amount.Kind.YEAR;
      boolean grows = from.value().compareTo(to.value()) < 0 && from.value().signum() > 0;
      if (counted && grows && WantedWords.fromWhere(goal.text(), amounts.get(i))) {
        Amount named = to.stems().isEmpty() ? as(to, amounts.get(i)) : to;
        boolean money = to.kind() == Amount.Kind.MONEY;
        boolean share = to.kind() == Amount.Kind.PERCENT;
        boolean flow =
            money || share || !to.period().isEmpty() || WantedWords.seasonal(goal.text(), to);
        all.add(new Wanted(goal, Optional.of(from), named, months, false, flow));
      }
    }
    marked(goal, paired);
    boolean counted = all.stream().anyMatch(w -> w.passage().equals(goal) && counts(w.to()));
    money(goal, paired, months);
    if (!counted && paired.isEmpty()) {
      target(goal, paired).ifPresent(to -> aimed(goal, to, months));
    }
    if (paired.isEmpty()) {
      open.put(goal, months);
    }
  }

  /// "45 advertisers rather than 21": what there is behind what is wanted, with a word that says
  /// so.
  private void marked(SeedPassage goal, Set<Amount> paired) {
    List<Amount> amounts =
        goal.amounts().stream().filter(a -> counts(a) || a.kind() == Amount.Kind.MONEY).toList();
    for (int i = 1; i < amounts.size(); i++) {
      Amount to = amounts.get(i - 1);
      Amount from = amounts.get(i);
      boolean like =
          from.kind() == to.kind()
              ? from.stems().isEmpty() || to.stems().isEmpty() || alike(from, to)
              : counts(from) && from.stems().isEmpty();
      boolean less = from.value().signum() > 0 && from.value().compareTo(to.value()) < 0;
      boolean free = !paired.contains(from) && !paired.contains(to);
      if (free && like && less && WantedWords.present(goal.text(), from)) {
        paired.add(from);
        paired.add(to);
        Amount named = to.stems().isEmpty() && counts(to) ? as(to, from) : to;
        // The time of a sentence is that of its first goal.
        BigDecimal months =
            i == 1 ? WantedWords.months(goal.text(), goal.amounts()) : BigDecimal.ZERO;
        boolean flow =
            to.kind() == Amount.Kind.MONEY
                || !to.period().isEmpty()
                || WantedWords.seasonal(goal.text(), to);
        Amount start = counts(to) ? from : like(from, to);
        all.add(new Wanted(goal, Optional.of(start), named, months, false, flow));
      }
    }
  }

  /// "Turnover of £420k in two years" where another sentence says "Turnover £297k": money behind
  /// the same noun, which stands in one other sentence alone.
  private void money(SeedPassage goal, Set<Amount> paired, BigDecimal months) {
    for (Amount to : goal.amounts()) {
      String noun = WantedWords.noun(goal.text(), to);
      if (to.kind() != Amount.Kind.MONEY || paired.contains(to) || noun.isEmpty()) {
        continue;
      }
      List<Amount> found = new ArrayList<>();
      for (SeedPassage passage : seeds.passages()) {
        for (Amount amount : passage.amounts()) {
          boolean like =
              amount.kind() == Amount.Kind.MONEY
                  && amount.unit().equals(to.unit())
                  && noun.equals(WantedWords.noun(passage.text(), amount));
          if (like
              && passage.own()
              && passage.role() != SeedPassage.Role.MARKET
              && !passage.equals(goal)) {
            found.add(amount);
          }
        }
      }
      if (found.size() == 1 && found.getFirst().value().compareTo(to.value()) < 0) {
        paired.add(to);
        all.add(new Wanted(goal, Optional.of(found.getFirst()), to, months, false, true));
      }
      return;
    }
  }

  private static boolean counts(Amount amount) {
    return amount.kind() == Amount.Kind.COUNT;
  }

  private void aimed(SeedPassage goal, Amount to, BigDecimal months) {
    if (WantedWords.added(goal.text(), to)) {
      if (!to.stems().isEmpty()) {
        all.add(new Wanted(goal, Optional.empty(), to, months, true, !to.period().isEmpty()));
      }
      return;
    }
    Optional<Base> from = base(goal, to);
    Amount counted = to.stems().isEmpty() ? from.map(f -> as(to, f.amount())).orElse(to) : to;
    boolean flow =
        !to.period().isEmpty()
            || WantedWords.seasonal(goal.text(), to)
            || from.map(Base::flow).orElse(false);
    if (!counted.stems().isEmpty()) {
      all.add(new Wanted(goal, from.map(Base::amount), counted, months, false, flow));
    }
  }

  /// What a goal counts: the one number after the words that want it, else the one before them; of
  /// several the one of which the seeds say how many there are.
  private Optional<Amount> target(SeedPassage goal, Set<Amount> but) {
    if (WantedWords.multiplies(goal.text())) {
      return Optional.empty();
    }
    int wish = Aims.wish(goal.text()).orElse(0);
    List<Amount> counts =
        goal.amounts().stream()
            .filter(amount -> counts(amount) && !but.contains(amount))
            .filter(amount -> !WantedWords.part(goal.text(), amount))
            .filter(amount -> !WantedWords.present(goal.text(), amount))
            .toList();
    List<Amount> after = counts.stream().filter(amount -> amount.start() >= wish).toList();
    List<Amount> few = after.isEmpty() ? counts : after;
    if (few.size() == 1) {
      return Optional.of(few.getFirst());
    }
    List<Amount> based = few.stream().filter(amount -> base(goal, amount).isPresent()).toList();
    return based.size() == 1 ? Optional.of(based.getFirst()) : Optional.empty();
  }

  /// An amount that counts what another one counts: "85 shops today and 400 next year".
  private static Amount as(Amount amount, Amount counted) {
    return new Amount(
        amount.value(),
        amount.kind(),
        amount.kind() == Amount.Kind.MONEY ? amount.unit() : counted.unit(),
        counted.stems(),
        amount.period(),
        amount.raw(),
        amount.start(),
        amount.end());
  }

  /// Whether one amount leads to another: "35 to 140", "35 clinics today to 140".
  static boolean pair(String text, Amount from, Amount to) {
    if (to.start() < from.end() || to.kind() == Amount.Kind.TIME) {
      return false;
    }
    String between = Words.fold(text.substring(from.end(), to.start())).strip();
    boolean fits =
        from.kind() == to.kind() || (from.kind() == Amount.Kind.COUNT && from.stems().isEmpty());
    if (!fits || TO.contains(between)) {
      return fits && TO.contains(between);
    }
    int last = between.lastIndexOf(' ');
    boolean plain = between.chars().noneMatch(c -> ",.;:()".indexOf(c) >= 0);
    return plain
        && last > 0
        && TO.contains(between.substring(last + 1))
        && Words.of(between).size() <= MOST_BETWEEN
        && WantedWords.fromWhere(text, from);
  }

  /// The first of two amounts as the second one is counted: "from 1.2 to 3.5 million EUR".
  private static Amount like(Amount from, Amount to) {
    boolean scaled = AmountReader.zeros(from.raw()) > 0 || from.kind() == to.kind();
    BigDecimal value =
        scaled ? from.value() : from.value().movePointRight(AmountReader.zeros(to.raw()));
    return new Amount(
        value, to.kind(), to.unit(), to.stems(), "", from.raw(), from.start(), from.end());
  }

  /// The months of a goal; how long the money lasts is another matter.
  private BigDecimal months(SeedPassage goal) {
    BigDecimal own = WantedWords.months(goal.text(), goal.amounts());
    if (own.signum() > 0) {
      return own;
    }
    return seeds.of(SeedPassage.Role.GOAL).stream()
        .filter(passage -> !passage.speaksOf("runway"))
        .map(passage -> WantedWords.months(passage.text(), passage.amounts()))
        .filter(months -> months.signum() > 0)
        .findFirst()
        .orElse(BigDecimal.ZERO);
  }

  /// What there is.
  ///
  /// @param flow whether it is what came about in the last year or season
  private record Base(Amount amount, boolean flow) {}

  /// Who buys today, where the seeds count them as the goal does: in the sentence of the goal, in
  /// one that says how things are, in one about whom one serves, or in one about the last year.
  private Optional<Base> base(SeedPassage goal, Amount to) {
    Optional<Amount> inGoal = one(List.of(goal), to, amount -> present(goal, amount, to));
    if (inGoal.isPresent()) {
      return inGoal.map(amount -> new Base(amount, false));
    }
    if (to.stems().isEmpty()) {
      // "640 midwives use it today. In 18 months it is to be 3,000."
      return one(
              passages(p ->
                  p.seed().equals(goal.seed())
                      && p.order() == goal.order() - 1
                      && (Aims.today(p.text()) || p.speaksOf("base"))),
              to,
              amount -> !amount.stems().isEmpty())
          .map(amount -> new Base(amount, false));
    }
    List<SeedPassage> about = new ArrayList<>(seeds.about("base"));
    seeds.passages().stream().filter(p -> Aims.today(p.text())).forEach(about::add);
    Predicate<Amount> like = amount -> alike(amount, to);
    return one(about, to, like)
        .or(() -> one(passages(p -> Aims.serves(p.text())), to, like))
        .map(amount -> new Base(amount, false))
        .or(() ->
            one(passages(p -> WantedWords.last(p.text())), to, like)
                .map(amount -> new Base(amount, true)));
  }

  /// Whether the sentence of a goal says with a number how many there are.
  private static boolean present(SeedPassage goal, Amount amount, Amount to) {
    boolean like = to.stems().isEmpty() || alike(amount, to);
    if (amount.end() <= to.start()) {
      return like && !WantedWords.added(goal.text(), amount);
    }
    return (like || amount.stems().isEmpty()) && WantedWords.present(goal.text(), amount);
  }

  private List<SeedPassage> passages(Predicate<SeedPassage> which) {
    return seeds.passages().stream().filter(which).toList();
  }

  /// The one amount among those of some sentences that fits and is less than what is wanted.
  private static Optional<Amount> one(
      List<SeedPassage> about, Amount to, Predicate<Amount> fitting) {
    List<Amount> found = new ArrayList<>();
    for (SeedPassage passage : about) {
      boolean own =
          passage.role() != SeedPassage.Role.COMPETITOR
              && passage.role() != SeedPassage.Role.MARKET;
      for (Amount amount : passage.amounts()) {
        boolean less = amount.value().compareTo(to.value()) < 0 && amount.value().signum() > 0;
        boolean counts = amount.kind() == Amount.Kind.COUNT && !amount.equals(to);
        boolean same = amount.period().equals(to.period()) || amount.period().isEmpty();
        if (own
            && less
            && counts
            && same
            && fitting.test(amount)
            && !WantedWords.whole(passage.text(), amount)
            && !WantedWords.part(passage.text(), amount)) {
          found.add(amount);
        }
      }
    }
    boolean one = found.stream().map(a -> a.value().stripTrailingZeros()).distinct().count() == 1;
    return one ? Optional.of(found.getFirst()) : Optional.empty();
  }

  private static boolean alike(Amount one, Amount other) {
    return one.stems().stream().anyMatch(other.stems()::contains);
  }

  /// A growth that is wanted.
  ///
  /// @param passage that wants it
  /// @param from what there is, or empty
  /// @param to what there is to be, or what is to be added
  /// @param months in which, or zero
  /// @param added whether it says how many are to be added
  /// @param flow whether what is counted is counted anew each year or season
  record Wanted(
      SeedPassage passage,
      Optional<Amount> from,
      Amount to,
      BigDecimal months,
      boolean added,
      boolean flow) {
    /// Whether what is wanted is a number of something, and no money or share.
    boolean counts() {
      return to.kind() == Amount.Kind.COUNT;
    }

    /// How many are to be added; without knowing how many there are, that is known only where it is
    /// said.
    Optional<BigDecimal> more() {
      return added
          ? Optional.of(to.value())
          : from.map(there -> to.value().subtract(there.value()));
    }
  }
}
