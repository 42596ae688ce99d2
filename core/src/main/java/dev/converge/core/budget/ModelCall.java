package dev.converge.core.budget;

import dev.converge.core.json.UnicodeText;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One complete call of a model.
///
/// @param provider of the model
/// @param model its name
/// @param outcome how it ended
/// @param requestHash digest of the canonical request
/// @param request the canonical request
/// @param response what was received, or `null` if nothing was
/// @param inputTokens tokens of the request
/// @param outputTokens tokens of the answer
/// @param costMicros cost in millionths of a US dollar
/// @param estimated whether the provider did not report the usage and the counts are estimates
/// @param duration how long it took
/// @param providerRequestId the provider's id of the call, or `null`
/// @param saved what the call would have used, if it was answered from the record of another run
///   and used nothing; otherwise `null`
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
    @Nullable String providerRequestId,
    @Nullable Saved saved) {

  /// A call that was made.
  public ModelCall(
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
    this(
        provider,
        model,
        outcome,
        requestHash,
        request,
        response,
        inputTokens,
        outputTokens,
        costMicros,
        estimated,
        duration,
        providerRequestId,
        null);
  }

  /// Replaces invalid characters of texts by U+FFFD, and reduces counts and time to what can be
  /// stored.
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

  /// Tokens that count against a budget: those used, and those saved.
  public long countedTokens() {
    return Limits.sum(tokens(), saved == null ? 0 : saved.tokens());
  }

  /// Cost that counts against a budget: what was paid, and what was saved.
  public long countedCostMicros() {
    return Limits.sum(costMicros, saved == null ? 0 : saved.costMicros());
  }

  /// The same call, answered from the record: it uses nothing and says what it would have used.
  public ModelCall fromRecord() {
    return new ModelCall(
        provider,
        model,
        outcome,
        requestHash,
        request,
        response,
        0,
        0,
        0,
        estimated,
        duration,
        providerRequestId,
        new Saved(countedTokens(), countedCostMicros()));
  }
}
