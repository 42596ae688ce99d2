package dev.converge.domain.template.source;

import java.util.Comparator;

/// Something in a template that must be corrected, and its place.
///
/// @param file the spec or the wiring, as it was named
/// @param line from 1
/// @param column from 1, in characters
/// @param message what is wrong, and what would be right
public record TemplateProblem(String file, int line, int column, String message) {
  static final Comparator<TemplateProblem> BY_PLACE =
      Comparator.comparingInt(TemplateProblem::line)
          .thenComparingInt(TemplateProblem::column)
          .thenComparing(TemplateProblem::message);

  /// As compilers write it: `file:line:column: message`.
  @Override
  public String toString() {
    return file + ":" + line + ":" + column + ": " + message;
  }
}
