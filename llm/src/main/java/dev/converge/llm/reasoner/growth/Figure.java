package dev.converge.llm.reasoner.growth;

import java.util.List;

/// Something that follows from the numbers of the seeds by arithmetic.
///
/// @param kind what was calculated
/// @param text the calculation as a sentence
/// @param sources what the numbers stand in
record Figure(Kind kind, String text, List<SeedPassage> sources) {
  Figure {
    sources = List.copyOf(sources);
  }

  /// What can be calculated.
  enum Kind {
    /// How much more by when, and how much that is a month.
    PACE,
    /// What part of the market that is.
    SHARE,
    /// How many leave.
    CHURN,
    /// What the price brings.
    REVENUE,
    /// What may be spent on each.
    EACH,
    /// Whether the money lasts.
    RUNWAY
  }
}
