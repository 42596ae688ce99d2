package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.text.Amount;
import dev.converge.llm.reasoner.text.Sentences;
import dev.converge.llm.reasoner.text.Words;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A sentence of a seed.
///
/// @param seed id of the seed
/// @param role what the seed is about
/// @param order among all sentences of the seeds
/// @param text as it stands there
/// @param topics what its words speak of
/// @param amounts its numbers
record SeedPassage(
    String seed, Role role, int order, String text, Set<String> topics, List<Amount> amounts) {
  /// Maximum length of a quotation, in characters.
  static final int MOST_QUOTED = 240;

  /// What a seed is about, by the word before the colon in its id.
  enum Role {
    /// Who buys.
    MARKET,
    /// What is sold.
    PRODUCT,
    /// What is wanted.
    GOAL,
    /// What binds.
    CONSTRAINT,
    /// Who else sells.
    COMPETITOR,
    /// Something else.
    OTHER;

    static Role of(String seed) {
      return SeedRole.of(seed);
    }
  }

  /// Its place tells a sentence from all others.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SeedPassage passage && passage.order == order;
  }

  @Override
  public int hashCode() {
    return order;
  }

  /// Whether it is not about who else sells.
  boolean own() {
    return role != Role.COMPETITOR;
  }

  boolean speaksOf(String topic) {
    return topics.contains(topic);
  }

  /// For a quotation: without its full stop, and not too long.
  String bare() {
    return Words.clip(Sentences.bare(text), MOST_QUOTED);
  }
}
