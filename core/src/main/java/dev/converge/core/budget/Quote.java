package dev.converge.core.budget;

import dev.converge.core.json.Json;
import dev.converge.core.json.UnicodeText;
import org.jspecify.annotations.Nullable;

/// The model chosen for an agent's next call, and the most that the call can use. What is quoted is
/// reserved from the budget before the call is made.
///
/// @param provider of the model
/// @param model its name
/// @param maxTokens bound on the request plus the most that may be answered
/// @param maxCostMicros bound on the price, in millionths of a US dollar
/// @param why what was considered and why this one was taken, or `null`
public record Quote(
    String provider, String model, long maxTokens, long maxCostMicros, @Nullable Json why) {
  /// Cuts the bounds to what is kept.
  ///
  /// @throws IllegalArgumentException if a bound is negative
  public Quote {
    provider = UnicodeText.repaired(provider);
    model = UnicodeText.repaired(model);
    maxTokens = Limits.count("max tokens", maxTokens);
    maxCostMicros = Limits.count("max cost", maxCostMicros);
  }
}
