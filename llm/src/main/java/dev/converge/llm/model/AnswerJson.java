package dev.converge.llm.model;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.core.proposal.Citation;
import dev.converge.core.text.EnumWord;
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
      case ModelAnswer.Answered(String text, List<CitedPage> pages, CallMetadata _) ->
          out.put("text", text).put("citations", pages(pages));
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
        out.put("cause", EnumWord.of(cause)).put("problem", problem);
        if (retryAfter != null) {
          out.put("retry_after_ms", (double) retryAfter.toMillis());
        }
      }
    }
    out.put("exchange", metadata(answer.metadata()));
    return out.build();
  }

  private static Json.Obj metadata(CallMetadata metadata) {
    TokenUsage usage = metadata.usage();
    Json.Builder out = Json.object();
    count(out, "cached_tokens", usage.cached());
    count(out, "written_tokens", usage.written());
    count(out, "thinking_tokens", usage.thinking());
    count(out, "searches", usage.searches());
    return out.put("input_tokens", (double) usage.input())
        .put("output_tokens", (double) usage.output())
        .put("estimated", usage.estimated())
        .put("request_id", metadata.requestId())
        .put("duration_ms", (double) metadata.duration().toMillis())
        .put("body", metadata.body())
        .build();
  }

  private static void count(Json.Builder out, String name, long value) {
    if (value > 0) {
      out.put(name, (double) value);
    }
  }

  private static @Nullable Json pages(List<CitedPage> pages) {
    if (pages.isEmpty()) {
      return null;
    }
    return Json.array(pages.stream().map(AnswerJson::page).toList());
  }

  private static Json.Obj page(CitedPage page) {
    Json.Builder out =
        Json.object()
            .put("source", page.citation().source())
            .put("title", page.citation().title())
            .put("passage", page.citation().passage())
            .put("time", page.citation().time());
    if (page.number() > 0) {
      out.put("number", page.number());
    }
    if (!page.places().isEmpty()) {
      out.put(
          "places",
          Json.array(
              page.places().stream()
                  .map(place ->
                      Json.object().put("start", place.start()).put("end", place.end()).build())
                  .toList()));
    }
    return out.build();
  }

  /// Reads back an answer.
  ///
  /// @throws IllegalArgumentException if it is not what [#write] writes
  public static ModelAnswer read(Json.Obj json) {
    CallMetadata metadata = readMetadata(json);
    String outcome = text(json, "outcome");
    return switch (outcome) {
      case "answered" -> new ModelAnswer.Answered(text(json, "text"), readPages(json), metadata);
      case "refused" -> new ModelAnswer.Refused(text(json, "text"), metadata);
      case "filtered" -> new ModelAnswer.Filtered(text(json, "reason"), metadata);
      case "truncated" ->
          new ModelAnswer.Truncated(text(json, "text"), text(json, "reason"), metadata);
      case "malformed" ->
          new ModelAnswer.Malformed(
              text(json, "problem"), OptionalMembers.text(json, "text").orElse(null), metadata);
      case "empty" -> new ModelAnswer.Empty(metadata);
      case "unavailable" ->
          new ModelAnswer.Unavailable(
              ModelAnswer.Cause.valueOf(text(json, "cause").toUpperCase(Locale.ROOT)),
              text(json, "problem"),
              OptionalMembers.number(json, "retry_after_ms")
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
            OptionalMembers.flag(from, "estimated"),
            count(from, "cached_tokens"),
            count(from, "written_tokens"),
            count(from, "thinking_tokens"),
            (int) count(from, "searches"));
    return new CallMetadata(
        usage,
        OptionalMembers.text(from, "request_id").orElse(null),
        Duration.ofMillis(number(from, "duration_ms")),
        OptionalMembers.text(from, "body").orElse(null));
  }

  private static long count(Json.Obj json, String name) {
    return OptionalMembers.number(json, name).orElse(0.0).longValue();
  }

  private static long number(Json.Obj json, String name) {
    return OptionalMembers.number(json, name)
        .orElseThrow(() -> new IllegalArgumentException(name + ": missing"))
        .longValue();
  }

  private static String text(Json.Obj json, String name) {
    return OptionalMembers.text(json, name)
        .orElseThrow(() -> new IllegalArgumentException(name + ": missing"));
  }

  private static List<CitedPage> readPages(Json.Obj json) {
    List<CitedPage> pages = new ArrayList<>();
    for (Json.Obj page : OptionalMembers.objects(json, "citations")) {
      List<TextRange> places = new ArrayList<>();
      for (Json.Obj place : OptionalMembers.objects(page, "places")) {
        places.add(new TextRange((int) number(place, "start"), (int) number(place, "end")));
      }
      Citation citation =
          new Citation(
              text(page, "source"),
              OptionalMembers.text(page, "title").orElse(null),
              OptionalMembers.text(page, "passage").orElse(null),
              OptionalMembers.text(page, "time").orElse(null));
      int number = OptionalMembers.number(page, "number").orElse(0.0).intValue();
      pages.add(new CitedPage(citation, number, places));
    }
    return pages;
  }
}
