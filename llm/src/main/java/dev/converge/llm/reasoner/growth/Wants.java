package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.text.Amount;
import dev.converge.llm.reasoner.text.AmountReader;
import dev.converge.llm.reasoner.text.Words;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads off the seeds what growth is wanted: from how many to how many, and in how many months.
final class Wants {
  /// Maximum number of sentences about the goal that are searched for numbers.
  private static final int MOST_GOALS = 20;

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
    boolean pairs = false;
    for (int i = 0; i + 1 < amounts.size(); i++) {
      Amount to = amounts.get(i + 1);
      if (pair(goal.text(), amounts.get(i), to)) {
        Amount from = like(amounts.get(i), to);
        if (from.value().compareTo(to.value()) < 0 && from.value().signum() > 0) {
          all.add(new Wanted(goal, Optional.of(from), to, months));
        }
        pairs = true;
      }
    }
    if (!pairs) {
      target(goal)
          .ifPresent(to -> {
            Optional<Amount> from = base(goal, to);
            Amount counted = to.stems().isEmpty() ? from.map(f -> as(to, f)).orElse(to) : to;
            if (!counted.stems().isEmpty()) {
              all.add(new Wanted(goal, from, counted, months));
            }
          });
      open.put(goal, months);
    }
  }

  /// What a goal counts: what stands after the words that want it, else what stands before them.
  private Optional<Amount> target(SeedPassage goal) {
    int wish = Aims.wish(goal.text()).orElse(0);
    List<Amount> counts =
        goal.amounts().stream()
            .filter(amount -> amount.kind() == Amount.Kind.COUNT)
            .filter(amount -> amount.period().isEmpty() || base(goal, amount).isPresent())
            .toList();
    return counts.stream()
        .filter(amount -> amount.start() >= wish)
        .findFirst()
        .or(() -> counts.isEmpty() ? Optional.empty() : Optional.of(counts.getLast()));
  }

  /// An amount that counts what another one counts: "85 shops today and 400 next year".
  private static Amount as(Amount amount, Amount counted) {
    return new Amount(
        amount.value(),
        amount.kind(),
        counted.unit(),
        counted.stems(),
        amount.period(),
        amount.raw(),
        amount.start(),
        amount.end());
  }

  static boolean pair(String text, Amount from, Amount to) {
    if (to.start() < from.end() || to.kind() == Amount.Kind.TIME) {
      return false;
    }
    String between = Words.fold(text.substring(from.end(), to.start())).strip();
    boolean fits =
        from.kind() == to.kind() || (from.kind() == Amount.Kind.COUNT && from.stems().isEmpty());
    return fits && TO.contains(between);
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
    List<SeedPassage> about = new ArrayList<>(List.of(goal));
    about.addAll(seeds.of(SeedPassage.Role.GOAL));
    return about.stream()
        .filter(passage -> !passage.speaksOf("runway"))
        .flatMap(passage -> passage.amounts().stream())
        .filter(amount -> amount.kind() == Amount.Kind.TIME)
        .map(Amount::months)
        .filter(months -> months.signum() > 0)
        .findFirst()
        .orElse(BigDecimal.ZERO);
  }

  /// Who buys today, where the seeds count them as the goal does: in the sentence of the goal
  /// before what it wants, in one that says how things are, or in one about whom one serves.
  private Optional<Amount> base(SeedPassage goal, Amount to) {
    List<SeedPassage> about = new ArrayList<>(List.of(goal));
    about.addAll(seeds.about("base"));
    seeds.passages().stream().filter(p -> Aims.today(p.text())).forEach(about::add);
    return based(goal, to, about, to.stems().isEmpty())
        .or(() ->
            based(
                goal,
                to,
                seeds.passages().stream().filter(p -> Aims.serves(p.text())).toList(),
                false));
  }

  private static Optional<Amount> based(
      SeedPassage goal, Amount to, List<SeedPassage> about, boolean ofAnything) {
    for (SeedPassage passage : about) {
      boolean own =
          passage.role() != SeedPassage.Role.COMPETITOR
              && passage.role() != SeedPassage.Role.MARKET;
      for (Amount amount : passage.amounts()) {
        boolean before = !passage.equals(goal) || amount.end() <= to.start();
        boolean less = amount.value().compareTo(to.value()) < 0 && !amount.stems().isEmpty();
        boolean same = (ofAnything || alike(amount, to)) && amount.period().equals(to.period());
        if (own && before && amount.kind() == Amount.Kind.COUNT && less && same) {
          return Optional.of(amount);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean alike(Amount one, Amount other) {
    return one.stems().stream().anyMatch(other.stems()::contains);
  }
}
