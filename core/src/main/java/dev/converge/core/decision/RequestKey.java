package dev.converge.core.decision;

import java.util.Optional;

/// Makes a request count once, however often its client sends it.
///
/// @param key from the client, printable ASCII
/// @param fingerprint digest of the request; the same key with a different one is refused
public record RequestKey(String key, String fingerprint) {
  /// Maximum length of a key, in characters.
  public static final int MAX_LENGTH = 255;

  /// Why the key is invalid; empty if it is valid.
  public Optional<String> problem() {
    boolean good = !key.isEmpty() && key.length() <= MAX_LENGTH;
    return good && key.chars().allMatch(c -> c >= 0x20 && c <= 0x7E)
        ? Optional.empty()
        : Optional.of(
            "idempotency key (expected: 1 to " + MAX_LENGTH + " printable ASCII characters)");
  }
}
