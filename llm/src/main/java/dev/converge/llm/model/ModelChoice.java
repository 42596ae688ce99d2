package dev.converge.llm.model;

import dev.converge.core.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which model an agent would get right now.
///
/// @param agent id of the agent
/// @param model provider and name, or `null` if none meets its requirements
/// @param unmet what the agent asks for and the model does not have
/// @param missing what to set, where no model can be asked; else empty
/// @param why every model that was considered: what it would cost at most, or what speaks against
///   it
public record ModelChoice(
    String agent, @Nullable String model, List<String> unmet, String missing, Json why) {
  /// Copies the list.
  public ModelChoice {
    unmet = List.copyOf(unmet);
  }
}
