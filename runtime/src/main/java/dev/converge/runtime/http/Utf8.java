package dev.converge.runtime.http;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/// Checks UTF-8 (RFC 3629). The JSON parser accepts overlong forms, with which a text could pass a
/// check as one thing and be read as another.
final class Utf8 {
  private static final int CHUNK = 4_096;

  private Utf8() {}

  /// The index of the first byte that is not UTF-8, if there is one.
  static OptionalInt invalid(byte[] bytes) {
    int start = 0;
    while (start < bytes.length && bytes[start] >= 0) {
      start++;
    }
    if (start == bytes.length) {
      return OptionalInt.empty();
    }
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes, start, bytes.length - start);
    CharBuffer out = CharBuffer.allocate(CHUNK);
    CoderResult result = decoder.decode(in, out, true);
    while (result.isOverflow()) {
      out.clear();
      result = decoder.decode(in, out, true);
    }
    return result.isError() ? OptionalInt.of(in.position()) : OptionalInt.empty();
  }
}
