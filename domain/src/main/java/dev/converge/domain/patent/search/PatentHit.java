package dev.converge.domain.patent.search;

import dev.converge.domain.patent.Passage;
import java.util.List;

/// A document that a search found.
///
/// @param document the document
/// @param score how well it meets the query, in thousandths; comparable within one search only
/// @param position where the source had it in its answer, from 1
/// @param passages its words that a reader is shown
/// @param alike its rank among those that a sentence model holds to mean the same, from 1; 0 if
///   none was asked or it is not among them
public record PatentHit(
    PatentDocument document, int score, int position, List<Passage> passages, int alike) {
  /// Copies the list.
  public PatentHit {
    passages = List.copyOf(passages);
  }

  /// Found by words alone.
  public PatentHit(PatentDocument document, int score, int position, List<Passage> passages) {
    this(document, score, position, passages, 0);
  }
}
