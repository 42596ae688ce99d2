package dev.converge.llm.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What every call leaves behind, whatever its outcome.
///
/// @param usage tokens used
/// @param requestId the provider's name for the call, or `null`
/// @param duration how long it took
/// @param body what the provider sent, as it was, or `null` where nothing came or the text says all
public record CallMetadata(
    TokenUsage usage, @Nullable String requestId, Duration duration, @Nullable String body) {

  /// A call that used nothing.
  public static CallMetadata unused(Duration duration) {
    return new CallMetadata(TokenUsage.NONE, null, duration, null);
  }
}
