package dev.converge.llm.model;

import dev.converge.core.proposal.Citation;
import java.util.List;

/// A page that a provider names for an answer, with the places in the answer that rest on it.
///
/// @param citation the page
/// @param number by which markers such as `[2]` in the text mean it, or 0 if it has none
/// @param places in the text, or empty if the provider names none
public record CitedPage(Citation citation, int number, List<TextRange> places) {
  /// Copies the list.
  ///
  /// @throws IllegalArgumentException if the number is negative
  public CitedPage {
    if (number < 0) {
      throw new IllegalArgumentException("number: " + number + " (expected: >= 0)");
    }
    places = List.copyOf(places);
  }
}
