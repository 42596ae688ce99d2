package dev.converge.core.budget;

import dev.converge.core.json.Json;
import org.jspecify.annotations.Nullable;

/// Says that no model could be chosen for an agent's next call.
///
/// @param why in one sentence, for people
/// @param candidates each model that was considered, with what it lacks and what would help, or
///   `null`
public record Unchosen(String why, @Nullable Json candidates) {
  /// Without a list of models.
  public Unchosen(String why) {
    this(why, null);
  }
}
