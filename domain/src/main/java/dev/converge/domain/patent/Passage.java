package dev.converge.domain.patent;

/// Words of a document, and where in it they stand.
///
/// @param where such as `title`, `abstract` or `claim 3`
/// @param text the words
public record Passage(String where, String text) {
  /// Checks that neither is blank.
  public Passage {
    if (where.isBlank() || text.isBlank()) {
      throw new IllegalArgumentException("passage: blank (expected: a place and words)");
    }
  }

  /// As one line: `where: text`.
  public String line() {
    return where + ": " + text;
  }

  /// Reads [#line()] back.
  public static Passage parse(String line) {
    int colon = line.indexOf(": ");
    if (colon < 1) {
      throw new IllegalArgumentException("passage: \"" + line + "\" (expected: where: text)");
    }
    return new Passage(line.substring(0, colon), line.substring(colon + 2));
  }
}
