package dev.converge.core.proposal;

import dev.converge.core.json.Json;
import org.jspecify.annotations.Nullable;

/// A starting point of a job. Seeds become facts under [Keys#SEEDS], in the order of their ids.
///
/// @param id unique within the job; see [Ids]
/// @param content the text
/// @param data structured content, or `null`
public record Seed(String id, String content, Json.@Nullable Obj data) {}
