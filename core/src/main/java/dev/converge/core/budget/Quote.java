package dev.converge.core.budget;

import dev.converge.core.json.Json;
import dev.converge.core.json.UnicodeText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The model chosen for an agent's next call, and the most that the call can use, which is reserved
/// from the budget before the call is made.
///
/// @param provider of the model
/// @param model its name
/// @param maxTokens upper bound for the request plus the maximum length of the answer
/// @param maxCostMicros upper bound for the cost, in millionths of a US dollar
/// @param why what was considered and why this model was chosen, or `null`
/// @param unmet requirements that the model does not meet, in words for people
public record Quote(
    String provider,
    String model,
    long maxTokens,
    long maxCostMicros,
    @Nullable Json why,
    List<String> unmet) {
  /// Reduces the bounds to what can be stored.
  ///
  /// @throws IllegalArgumentException if a bound is negative
  public Quote {
    provider = UnicodeText.repaired(provider);
    model = UnicodeText.repaired(model);
    maxTokens = Limits.count("max tokens", maxTokens);
    maxCostMicros = Limits.count("max cost", maxCostMicros);
    unmet = kept(unmet);
  }

  /// A model that meets all requirements.
  public Quote(
      String provider, String model, long maxTokens, long maxCostMicros, @Nullable Json why) {
    this(provider, model, maxTokens, maxCostMicros, why, List.of());
  }

  private static List<String> kept(List<String> unmet) {
    List<String> kept = new ArrayList<>();
    for (String text : unmet) {
      if (kept.size() < Limits.MAX_UNMET) {
        String cut = text.substring(0, Math.min(text.length(), Limits.MAX_UNMET_CHARS));
        kept.add(UnicodeText.repaired(cut));
      }
    }
    return List.copyOf(kept);
  }
}
