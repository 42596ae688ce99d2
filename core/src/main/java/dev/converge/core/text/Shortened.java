package dev.converge.core.text;

/// Text cut for a message, so that what somebody sent does not fill it.
public final class Shortened {
  private Shortened() {}

  /// The text, or its beginning and `…` if it is longer. No character is cut in two.
  ///
  /// @param most UTF-16 units that are kept at most
  public static String of(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, end) + "…";
  }
}
