package dev.converge.engine.listing;

/// The start of a text on one line, as lists show it.
public final class Excerpt {
  private Excerpt() {}

  /// Normalizes white space and truncates longer texts, never within a character.
  ///
  /// @param most maximum number of characters (code points)
  public static String of(String text, int most) {
    // A character takes at most two units, and white space that is normalized needs a little more.
    String start = text.length() > most * 4 ? text.substring(0, most * 4) : text;
    String line = start.strip().replaceAll("\\s+", " ");
    if (line.codePointCount(0, line.length()) <= most) {
      return start.length() < text.length() ? line + "…" : line;
    }
    return line.substring(0, line.offsetByCodePoints(0, most - 1)) + "…";
  }
}
