package dev.converge.core.json;

import java.nio.charset.StandardCharsets;

/// Text that can be encoded in UTF-8, because it has no lone surrogates.
public final class UnicodeText {
  private static final int SHORT = 32;

  private UnicodeText() {}

  /// Whether the text has no lone surrogate.
  public static boolean isWellFormed(String text) {
    return (text.length() > SHORT && ascii(text)) || loneSurrogate(text, 0) < 0;
  }

  /// The text with each lone surrogate replaced by U+FFFD.
  public static String repaired(String text) {
    int lone = loneSurrogate(text, 0);
    if (lone < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text);
    while (lone >= 0) {
      out.setCharAt(lone, '\ufffd');
      lone = loneSurrogate(out, lone + 1);
    }
    return out.toString();
  }

  /// Whether it is ASCII. Copying and comparing the whole text is faster than checking each
  /// character.
  private static boolean ascii(String text) {
    return text.equals(
        new String(text.getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII));
  }

  private static int loneSurrogate(CharSequence text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }
}
