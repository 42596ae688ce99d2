package dev.converge.domain.template.source;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// The text of a file in its normal form: UTF-8, without byte order mark, lines ended by LF. Files
/// that differ only in these have the same content.
public final class SourceText {
  /// Maximum size of a spec or a wiring, in bytes.
  public static final int MAX_BYTES = 262_144;

  private SourceText() {}

  /// The text; empty after a problem.
  public static String read(byte[] bytes, Problems problems) {
    if (bytes.length > MAX_BYTES) {
      problems.add(
          Place.START, "file: " + bytes.length + " bytes (expected: at most " + MAX_BYTES + ")");
      return "";
    }
    if (startsWith(bytes, 0xFE, 0xFF) || startsWith(bytes, 0xFF, 0xFE)) {
      problems.add(Place.START, "encoding: UTF-16 (expected: UTF-8)");
      return "";
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(in)
              .toString();
      return normal(text);
    } catch (CharacterCodingException _) {
      String good = new String(bytes, 0, in.position(), StandardCharsets.UTF_8);
      problems.add(
          Place.of(good, good.codePointCount(0, good.length())),
          "encoding: byte " + in.position() + " is not UTF-8 (expected: UTF-8)");
      return "";
    }
  }

  private static String normal(String text) {
    String bare = text.startsWith("\uFEFF") ? text.substring(1) : text;
    return bare.replace("\r\n", "\n").replace('\r', '\n');
  }

  private static boolean startsWith(byte[] bytes, int first, int second) {
    return bytes.length >= 2 && (bytes[0] & 0xFF) == first && (bytes[1] & 0xFF) == second;
  }
}
