package dev.converge.audit;

import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Reads JSON of a bundle, which can contain anything.
final class BundleJson {
  private BundleJson() {}

  /// The object in the bytes.
  ///
  /// @throws IllegalArgumentException if they are not UTF-8, or not one JSON object
  static Json.Obj object(byte[] bytes) {
    try {
      if (Json.parse(text(bytes)) instanceof Json.Obj object) {
        return object;
      }
      throw new IllegalArgumentException("JSON: another value (expected: an object)");
    } catch (JsonException e) {
      throw new IllegalArgumentException("JSON: " + e.getMessage() + " (expected: an object)", e);
    }
  }

  /// The text in the bytes.
  ///
  /// @throws IllegalArgumentException if they are not UTF-8
  static String text(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(in).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "text: byte " + in.position() + " is not UTF-8 (expected: UTF-8)", e);
    }
  }
}
