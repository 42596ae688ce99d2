package dev.converge.engine.listing;

import dev.converge.core.json.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What lists show of a job as submitted.
///
/// @param about the beginning of its first seed, or `null` if it was erased
/// @param metadata that the client gave, or `null`
/// @param erasedAt when its content was erased, or `null`
public record JobNotes(
    @Nullable String about, Json.@Nullable Obj metadata, @Nullable Instant erasedAt) {
  /// Maximum length of [#about()], in characters.
  public static final int MAX_ABOUT = 80;

  private static final String METADATA = "metadata";

  /// Of a job whose content was erased.
  public static JobNotes erased(Instant at) {
    return new JobNotes(null, null, at);
  }

  /// Reads them from a job as submitted: JSON.
  public static JobNotes of(String submission) {
    // What was stored is JSON that was checked, but for the samples of tests.
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

  /// The text of a member of the metadata, or `null`: numbers and truth values as JSON writes them.
  public @Nullable String text(String member) {
    Json value = metadata == null ? null : metadata.get(member).orElse(null);
    return switch (value) {
      case null -> null;
      case Json.Str(var text) -> text;
      case Json other -> other.canonical();
    };
  }
}
