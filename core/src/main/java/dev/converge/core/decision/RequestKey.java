package dev.converge.core.decision;

import java.util.Optional;

/// What makes a request count once, however often its client sends it.
///
/// @param key the client's, printable ASCII
/// @param fingerprint digest of what was said; the same key with another one is refused
public record RequestKey(String key, String fingerprint) {
  /// Maximum length of a key, in characters.
  public static final int MAX_LENGTH = 255;

  /// Why the key is none; empty if it is one.
  public Optional<String> problem() {
    boolean good = !key.isEmpty() && key.length() <= MAX_LENGTH;
    return good && key.chars().allMatch(c -> c >= 0x20 && c <= 0x7E)
        ? Optional.empty()
        : Optional.of(
            "idempotency key (expected: 1 to " + MAX_LENGTH + " printable ASCII characters)");
  }
}
