package dev.converge.domain.patent.match;

import java.util.List;

/// A text that documents are held against, taken apart once.
///
/// @param terms what it speaks of
public record Subject(List<Term> terms) {
  /// Copies the list.
  public Subject {
    terms = List.copyOf(terms);
  }

  /// Takes a text apart.
  ///
  /// @param around the whole that it is of
  public static Subject of(String text, String around) {
    return new Subject(Terms.of(text, around));
  }

  /// What a document has of it.
  public Match in(DocumentText document, Weights weights) {
    return Match.of(terms, document, weights);
  }
}
