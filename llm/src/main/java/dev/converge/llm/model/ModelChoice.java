package dev.converge.llm.model;

import dev.converge.core.json.Json;
import org.jspecify.annotations.Nullable;

/// Which model an agent would get right now.
///
/// @param agent id of the agent
/// @param model provider and name, or `null` if none meets its requirements
/// @param why every model that was considered: what it would cost at most, or what speaks against
///   it
public record ModelChoice(String agent, @Nullable String model, Json why) {}
