package dev.converge.llm.model;

/// A part of a text.
///
/// @param start of it, in characters from 0
/// @param end after it
public record TextRange(int start, int end) {
  /// Checks the order.
  ///
  /// @throws IllegalArgumentException if it begins before the text or ends before it begins
  public TextRange {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException(
          "range: " + start + " to " + end + " (expected: 0 <= start <= end)");
    }
  }

  /// Whether both have a character in common.
  boolean overlaps(TextRange other) {
    return start < other.end && other.start < end;
  }
}
