package dev.converge.llm.model;

import java.nio.charset.StandardCharsets;

/// Tokens counted without a tokenizer.
public final class TokenEstimate {
  /// What a provider adds around the text: roles, separators, the schema's own wrapping.
  static final int OVERHEAD = 256;

  private static final int BYTES_A_TOKEN = 4;

  private TokenEstimate() {}

  /// About how many tokens a text is: four bytes each.
  public static long estimate(String text) {
    return (bytes(text) + BYTES_A_TOKEN - 1) / BYTES_A_TOKEN;
  }

  /// No tokenizer in use makes more tokens of a text than it has bytes.
  public static long bound(String text) {
    return bytes(text) + OVERHEAD;
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
