package dev.converge.core.text;

/// Truncates text for a message, so that long input does not fill it.
public final class Shortened {
  private Shortened() {}

  /// The text, or its start and `…` if it is longer. Never cuts within a character.
  ///
  /// @param most maximum number of UTF-16 units to keep
  public static String of(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, end) + "…";
  }
}
