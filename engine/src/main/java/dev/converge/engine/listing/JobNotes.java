package dev.converge.engine.listing;

import dev.converge.core.json.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What lists show of a submitted job.
///
/// @param about the start of its first seed, or `null` if it was erased
/// @param metadata from the client, or `null`
/// @param erasedAt when its content was erased, or `null`
public record JobNotes(
    @Nullable String about, Json.@Nullable Obj metadata, @Nullable Instant erasedAt) {
  /// Maximum length of [#about()], in characters.
  public static final int MAX_ABOUT = 80;

  private static final String METADATA = "metadata";

  /// For a job whose content was erased.
  public static JobNotes erased(Instant at) {
    return new JobNotes(null, null, at);
  }

  /// Reads them from a submitted job in JSON.
  public static JobNotes of(String submission) {
    // Stored submissions are JSON that was checked, except for samples in tests.
    return submission.startsWith("{") && Json.parse(submission) instanceof Json.Obj body
        ? of(body)
        : new JobNotes(null, null, null);
  }

  private static JobNotes of(Json.Obj submission) {
    Json.Obj metadata =
        submission.get(METADATA).orElse(null) instanceof Json.Obj given ? given : null;
    return new JobNotes(about(submission), metadata, null);
  }

  private static @Nullable String about(Json.Obj submission) {
    if (submission.get("seeds").orElse(null) instanceof Json.Arr seeds
        && !seeds.items().isEmpty()
        && seeds.items().getFirst() instanceof Json.Obj first
        && first.get("content").orElse(null) instanceof Json.Str(var text)) {
      return Excerpt.of(text, MAX_ABOUT);
    }
    return null;
  }

  /// The value of a member of the metadata as text, or `null`: numbers and booleans in JSON format.
  public @Nullable String text(String member) {
    Json value = metadata == null ? null : metadata.get(member).orElse(null);
    return switch (value) {
      case null -> null;
      case Json.Str(var text) -> text;
      case Json other -> other.canonical();
    };
  }
}
