package dev.converge.llm.model;

import dev.converge.core.Citation;
import dev.converge.core.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A [ModelAnswer] as JSON and back: the form in which calls are journaled and recorded, whole.
public final class AnswerJson {
  private AnswerJson() {}

  /// The answer as JSON.
  public static Json.Obj write(ModelAnswer answer) {
    Json.Builder out = Json.object().put("outcome", answer.outcome().word());
    switch (answer) {
      case ModelAnswer.Answered(String text, List<Citation> citations, CallMetadata _) ->
          out.put("text", text).put("citations", citations(citations));
      case ModelAnswer.Refused(String text, CallMetadata _) -> out.put("text", text);
      case ModelAnswer.Filtered(String reason, CallMetadata _) -> out.put("reason", reason);
      case ModelAnswer.Truncated(String text, String reason, CallMetadata _) ->
          out.put("text", text).put("reason", reason);
      case ModelAnswer.Malformed(String problem, String text, CallMetadata _) ->
          out.put("problem", problem).put("text", text);
      case ModelAnswer.Empty _ -> {}
      case ModelAnswer.Unavailable(
              ModelAnswer.Cause cause,
              String problem,
              Duration retryAfter,
              CallMetadata _) -> {
        out.put("cause", cause.name().toLowerCase(Locale.ROOT)).put("problem", problem);
        if (retryAfter != null) {
          out.put("retry_after_ms", (double) retryAfter.toMillis());
        }
      }
    }
    out.put("exchange", metadata(answer.metadata()));
    return out.build();
  }

  private static Json.Obj metadata(CallMetadata metadata) {
    return Json.object()
        .put("input_tokens", (double) metadata.usage().input())
        .put("output_tokens", (double) metadata.usage().output())
        .put("estimated", metadata.usage().estimated())
        .put("request_id", metadata.requestId())
        .put("duration_ms", (double) metadata.duration().toMillis())
        .put("body", metadata.body())
        .build();
  }

  private static @Nullable Json citations(List<Citation> citations) {
    if (citations.isEmpty()) {
      return null;
    }
    return Json.array(
        citations.stream()
            .map(citation ->
                Json.object()
                    .put("source", citation.source())
                    .put("title", citation.title())
                    .put("passage", citation.passage())
                    .build())
            .toList());
  }

  /// Reads back an answer.
  ///
  /// @throws IllegalArgumentException if it is not what [#write] writes
  public static ModelAnswer read(Json.Obj json) {
    CallMetadata metadata = readMetadata(json);
    String outcome = text(json, "outcome");
    return switch (outcome) {
      case "answered" ->
          new ModelAnswer.Answered(text(json, "text"), readCitations(json), metadata);
      case "refused" -> new ModelAnswer.Refused(text(json, "text"), metadata);
      case "filtered" -> new ModelAnswer.Filtered(text(json, "reason"), metadata);
      case "truncated" ->
          new ModelAnswer.Truncated(text(json, "text"), text(json, "reason"), metadata);
      case "malformed" ->
          new ModelAnswer.Malformed(
              text(json, "problem"), JsonMembers.text(json, "text").orElse(null), metadata);
      case "empty" -> new ModelAnswer.Empty(metadata);
      case "unavailable" ->
          new ModelAnswer.Unavailable(
              ModelAnswer.Cause.valueOf(text(json, "cause").toUpperCase(Locale.ROOT)),
              text(json, "problem"),
              JsonMembers.number(json, "retry_after_ms")
                  .map(ms -> Duration.ofMillis(ms.longValue()))
                  .orElse(null),
              metadata);
      default ->
          throw new IllegalArgumentException("outcome: " + outcome + " (expected: answered, …)");
    };
  }

  private static CallMetadata readMetadata(Json.Obj json) {
    if (!(json.get("exchange").orElse(null) instanceof Json.Obj from)) {
      throw new IllegalArgumentException("exchange: missing");
    }
    TokenUsage usage =
        new TokenUsage(
            number(from, "input_tokens"),
            number(from, "output_tokens"),
            JsonMembers.flag(from, "estimated"));
    return new CallMetadata(
        usage,
        JsonMembers.text(from, "request_id").orElse(null),
        Duration.ofMillis(number(from, "duration_ms")),
        JsonMembers.text(from, "body").orElse(null));
  }

  private static long number(Json.Obj json, String name) {
    return JsonMembers.number(json, name)
        .orElseThrow(() -> new IllegalArgumentException(name + ": missing"))
        .longValue();
  }

  private static String text(Json.Obj json, String name) {
    return JsonMembers.text(json, name)
        .orElseThrow(() -> new IllegalArgumentException(name + ": missing"));
  }

  private static List<Citation> readCitations(Json.Obj json) {
    List<Citation> citations = new ArrayList<>();
    if (json.get("citations").orElse(null) instanceof Json.Arr(var items)) {
      for (Json item : items) {
        Json.Obj citation = (Json.Obj) item;
        citations.add(
            new Citation(
                text(citation, "source"),
                JsonMembers.text(citation, "title").orElse(null),
                JsonMembers.text(citation, "passage").orElse(null)));
      }
    }
    return citations;
  }
}
