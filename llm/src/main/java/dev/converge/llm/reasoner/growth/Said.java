package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.text.Amount;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// What the seeds say of a market, a product or earlier attempts, by the place where it stands: a
/// play that suits any company has to be compared with it. It speaks neither for a play nor against
/// it.
///
/// @param phrase with which it is told
/// @param passages what is quoted
record Said(String phrase, List<SeedPassage> passages) {
  private static final int MOST = 2;

  Said {
    passages = List.copyOf(passages);
  }

  /// What a play of a lever has to be compared with, of sentences that were not told yet; empty if
  /// there is none.
  static Optional<Said> on(String lever, SeedCase seeds, Set<SeedPassage> told) {
    Predicate<SeedPassage> market = p -> p.role() == SeedPassage.Role.MARKET;
    Predicate<SeedPassage> product = p -> p.role() == SeedPassage.Role.PRODUCT && !Support.trial(p);
    Predicate<SeedPassage> tried = p -> SeedRole.history(p.seed()) && counts(p);
    return switch (lever) {
      case "pricing" ->
          told("said_product", seeds, told, product.and(p -> has(p, Amount.Kind.MONEY)), MOST)
              .or(() -> told("said_product", seeds, told, product, 1));
      case "channel" ->
          told("said_channel", seeds, told, tried, MOST)
              .or(() -> told("said_market", seeds, told, market, 1));
      case "product", "retention" ->
          told("said_product", seeds, told, product, 1)
              .or(() -> told("said_market", seeds, told, market, 1));
      default ->
          told("said_market", seeds, told, market, 1)
              .or(() -> told("said_product", seeds, told, product, 1));
    };
  }

  private static boolean counts(SeedPassage passage) {
    return has(passage, Amount.Kind.COUNT) || has(passage, Amount.Kind.MONEY);
  }

  private static boolean has(SeedPassage passage, Amount.Kind kind) {
    return passage.amounts().stream().anyMatch(amount -> amount.kind() == kind);
  }

  private static Optional<Said> told(
      String phrase,
      SeedCase seeds,
      Set<SeedPassage> told,
      Predicate<SeedPassage> which,
      int most) {
    List<SeedPassage> said =
        seeds.passages().stream()
            .filter(passage -> passage.text().length() <= SeedPassage.MOST_QUOTED)
            .filter(passage -> !told.contains(passage))
            .filter(which)
            .limit(most)
            .toList();
    return said.isEmpty() ? Optional.empty() : Optional.of(new Said(phrase, said));
  }
}
