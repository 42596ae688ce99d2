package dev.converge.report.format;

import java.nio.charset.StandardCharsets;

/// Names of places in a document that every format can carry.
final class Anchors {
  private Anchors() {}

  /// Letters, digits and hyphens as they are; everything else as `_` and its bytes in hexadecimal.
  static String of(String anchor) {
    StringBuilder out = new StringBuilder();
    for (byte each : anchor.getBytes(StandardCharsets.UTF_8)) {
      char letter = (char) (each & 0xff);
      boolean plain =
          (letter >= 'a' && letter <= 'z')
              || (letter >= 'A' && letter <= 'Z')
              || (letter >= '0' && letter <= '9')
              || letter == '-';
      if (plain) {
        out.append(letter);
      } else {
        out.append('_').append(Integer.toHexString(each & 0xff));
      }
    }
    return out.toString();
  }
}
