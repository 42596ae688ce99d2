package dev.converge.engine.listing;

/// The beginning of a text on one line, as lists show it.
public final class Excerpt {
  private Excerpt() {}

  /// Puts white space in order and cuts what is longer, never within a character.
  ///
  /// @param most characters (code points)
  public static String of(String text, int most) {
    // A character takes at most two units, and blanks that are put in order need a little more.
    String start = text.length() > most * 4 ? text.substring(0, most * 4) : text;
    String line = start.strip().replaceAll("\\s+", " ");
    if (line.codePointCount(0, line.length()) <= most) {
      return start.length() < text.length() ? line + "…" : line;
    }
    return line.substring(0, line.offsetByCodePoints(0, most - 1)) + "…";
  }
}
