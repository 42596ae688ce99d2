package dev.converge.domain;

import java.util.List;

/// A document that a search found.
///
/// @param document the document
/// @param score how well it meets the query, in thousandths; comparable within one search only
/// @param passages its words that a reader is shown
public record PatentHit(PatentDocument document, int score, List<Passage> passages) {
  /// Copies the list.
  public PatentHit {
    passages = List.copyOf(passages);
  }
}
