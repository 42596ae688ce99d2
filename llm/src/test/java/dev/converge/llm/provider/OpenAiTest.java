package dev.converge.llm.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.llm.model.ModelAnswer;
import dev.converge.llm.model.TextRange;
import dev.converge.llm.model.TokenUsage;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Shaped as the reference of responses shows it.
public final class OpenAiTest extends ProviderContract {
  @Override
  String api() {
    return "openai";
  }

  private static Json.Obj response(List<Json.Obj> output, String reason) {
    Json.Builder out =
        Json.object()
            .put("id", "resp_1")
            .put("object", "response")
            .put("status", reason.equals("completed") ? "completed" : "incomplete")
            .put("model", "m")
            .put("output", Json.array(output))
            .put(
                "usage",
                Json.object()
                    .put("input_tokens", 120)
                    .put("input_tokens_details", Json.object().put("cached_tokens", 0).build())
                    .put("output_tokens", 30)
                    .put("output_tokens_details", Json.object().put("reasoning_tokens", 0).build())
                    .put("total_tokens", 150)
                    .build());
    if (!reason.equals("completed")) {
      out.put("incomplete_details", Json.object().put("reason", reason).build());
    }
    return out.build();
  }

  private static Json.Obj message(Json.Obj part) {
    return Json.object()
        .put("type", "message")
        .put("role", "assistant")
        .put("content", Json.array(List.of(part)))
        .build();
  }

  private static Json.Builder text(String text) {
    return Json.object().put("type", "output_text").put("text", text);
  }

  private static final Json.Obj REASONING =
      Json.object().put("type", "reasoning").put("summary", Json.array(List.of())).build();

  @Override
  public Json.Obj body(String text, String stop) {
    return response(List.of(REASONING, message(text(text).build())), stop);
  }

  @Override
  public String ended() {
    return "completed";
  }

  @Override
  String cut() {
    return "max_output_tokens";
  }

  @Override
  Optional<Json.Obj> refusal(String words) {
    Json.Obj part = Json.object().put("type", "refusal").put("refusal", words).build();
    return Optional.of(response(List.of(message(part)), "completed"));
  }

  @Override
  Optional<Json.Obj> filtered() {
    return Optional.of(body("", "content_filter"));
  }

  @Override
  List<Json.Obj> silent() {
    return List.of(
        response(List.of(), "completed"),
        response(List.of(REASONING), "completed"),
        response(List.of(message(Json.object().put("type", "output_text").build())), "completed"));
  }

  @Override
  Optional<Json.Obj> citing(String text, String url) {
    Json annotation =
        Json.object().put("type", "url_citation").put("url", url).put("title", "A").build();
    Json.Obj part = text(text).put("annotations", Json.array(List.of(annotation))).build();
    return Optional.of(response(List.of(message(part)), "completed"));
  }

  @Override
  @Nullable Json schema(Json.Obj request) {
    return OptionalMembers.object(request, "text")
        .flatMap(text -> OptionalMembers.object(text, "format"))
        .flatMap(format -> format.get("schema"))
        .orElse(null);
  }

  @Override
  @Nullable Json bound(Json.Obj request) {
    return request.get("max_output_tokens").orElse(null);
  }

  @Override
  String usage() {
    return "usage";
  }

  @Override
  ModelAnswer outcome(String body) {
    return Bodies.outcome(ResponsesParser::parse, body);
  }

  @Test
  void searchesTheirSourcesAndThePlacesThatRestOnThemAreKept() {
    Json annotation =
        Json.object()
            .put("type", "url_citation")
            .put("url", "https://example.org/a")
            .put("start_index", 2)
            .put("end_index", 4)
            .build();
    Json source = Json.object().put("type", "url").put("url", "https://example.org/b").build();
    Json.Obj search =
        Json.object()
            .put("type", "web_search_call")
            .put(
                "action",
                Json.object()
                    .put("type", "search")
                    .put("sources", Json.array(List.of(source)))
                    .build())
            .build();
    Json.Obj part = text("😀 grows").put("annotations", Json.array(List.of(annotation))).build();
    Json.Obj body = response(List.of(search, message(part)), "completed");
    ModelAnswer.Answered answer = (ModelAnswer.Answered) outcome(body.canonical());
    assertEquals("https://example.org/b", answer.pages().getFirst().citation().source());
    assertEquals(List.of(new TextRange(3, 5)), answer.pages().getLast().places());
    assertEquals(new TokenUsage(120, 30, false, 0, 0, 0, 1), answer.metadata().usage());
  }

  @Test
  void tokensThatWereKeptOrThoughtAreCounted() {
    TreeMap<String, Json> fields = new TreeMap<>(body(ANSWER, "completed").fields());
    fields.put(
        "usage",
        Json.object()
            .put("input_tokens", 120)
            .put(
                "input_tokens_details",
                Json.object().put("cached_tokens", 100).put("cache_write_tokens", 15).build())
            .put("output_tokens", 30)
            .put("output_tokens_details", Json.object().put("reasoning_tokens", 20).build())
            .build());
    assertEquals(
        new TokenUsage(120, 30, false, 100, 15, 20, 0),
        outcome(new Json.Obj(fields).canonical()).metadata().usage());
  }
}
