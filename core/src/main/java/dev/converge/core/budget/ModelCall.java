package dev.converge.core.budget;

import dev.converge.core.json.UnicodeText;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One call of a model, whole.
///
/// @param provider who was asked
/// @param model which model
/// @param outcome how it ended
/// @param requestHash digest of the canonical request
/// @param request the canonical request
/// @param response what came back, or `null` where nothing did
/// @param inputTokens tokens of the request
/// @param outputTokens tokens of the answer
/// @param costMicros its price in millionths of a US dollar
/// @param estimated whether the provider did not say what was used and the counts are estimates
/// @param duration how long it took
/// @param providerRequestId the provider's name for the call, or `null`
public record ModelCall(
    String provider,
    String model,
    ModelOutcome outcome,
    String requestHash,
    String request,
    @Nullable String response,
    long inputTokens,
    long outputTokens,
    long costMicros,
    boolean estimated,
    Duration duration,
    @Nullable String providerRequestId) {

  /// Puts U+FFFD where a text holds what is no character, and cuts counts and time to what is kept.
  ///
  /// @throws IllegalArgumentException if a count is negative
  public ModelCall {
    provider = UnicodeText.repaired(provider);
    model = UnicodeText.repaired(model);
    requestHash = UnicodeText.repaired(requestHash);
    request = UnicodeText.repaired(request);
    response = response == null ? null : UnicodeText.repaired(response);
    providerRequestId = providerRequestId == null ? null : UnicodeText.repaired(providerRequestId);
    inputTokens = Limits.count("input tokens", inputTokens);
    outputTokens = Limits.count("output tokens", outputTokens);
    costMicros = Limits.count("cost", costMicros);
    duration = Limits.time(duration);
  }

  /// Tokens in and out.
  public long tokens() {
    return Limits.sum(inputTokens, outputTokens);
  }
}
