package dev.converge.llm.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.llm.model.CitedPage;
import dev.converge.llm.model.ModelAnswer;
import dev.converge.llm.model.ModelAnswer.Cause;
import dev.converge.llm.model.TokenUsage;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Shaped as the reference of Perplexity's agents shows it.
public final class PerplexityTest extends ProviderContract {
  @Override
  String api() {
    return "perplexity";
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
                    .put("output_tokens", 30)
                    .put("total_tokens", 150)
                    .build());
    if (!reason.equals("completed")) {
      out.put("incomplete_details", Json.object().put("reason", reason).build());
    }
    return out.build();
  }

  private static Json.Obj message(@Nullable String text) {
    Json part = Json.object().put("type", "output_text").put("text", text).build();
    return Json.object()
        .put("type", "message")
        .put("role", "assistant")
        .put("content", Json.array(List.of(part)))
        .build();
  }

  private static Json.Obj search(String url) {
    Json result =
        Json.object()
            .put("id", 1)
            .put("title", "A page")
            .put("url", url)
            .put("date", "2026-01-01")
            .put("snippet", "It grows")
            .build();
    return Json.object()
        .put("type", "search_results")
        .put("queries", List.of("growth"))
        .put("results", Json.array(List.of(result)))
        .build();
  }

  @Override
  public Json.Obj body(String text, String stop) {
    return response(List.of(message(text)), stop);
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
    return Optional.empty();
  }

  @Override
  Optional<Json.Obj> filtered() {
    return Optional.empty();
  }

  @Override
  List<Json.Obj> silent() {
    return List.of(response(List.of(), "completed"), response(List.of(message("")), "completed"));
  }

  @Override
  Optional<Json.Obj> citing(String text, String url) {
    return Optional.of(
        response(List.of(search(url), search("https://example.org/b"), message(text)), ended()));
  }

  @Override
  @Nullable Json schema(Json.Obj request) {
    return OptionalMembers.object(request, "response_format")
        .flatMap(format -> OptionalMembers.object(format, "json_schema"))
        .flatMap(named -> named.get("schema"))
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
  void pagesHaveTheNumberThatMarkersMeanAndSearchesArePaid() {
    ModelAnswer.Answered answer =
        (ModelAnswer.Answered)
            outcome(citing("It grows [1]", "https://example.org/a").orElseThrow().canonical());
    CitedPage page = answer.pages().getFirst();
    assertEquals(1, page.number());
    assertEquals("It grows", page.citation().passage());
    assertEquals("2026-01-01", page.citation().time());
    assertEquals(2, answer.metadata().usage().searches());
  }

  @Test
  void tokensThatWereKeptAreCounted() {
    TreeMap<String, Json> fields = new TreeMap<>(body(ANSWER, ended()).fields());
    fields.put(
        "usage",
        Json.object()
            .put("input_tokens", 120)
            .put(
                "input_tokens_details",
                Json.object()
                    .put("cache_read_input_tokens", 80)
                    .put("cache_creation_input_tokens", 20)
                    .build())
            .put("output_tokens", 30)
            .put(
                "tool_calls_details",
                Json.object().put("search_web", Json.object().put("invocation", 3).build()).build())
            .build());
    assertEquals(
        new TokenUsage(120, 30, false, 80, 20, 0, 3),
        outcome(new Json.Obj(fields).canonical()).metadata().usage());
  }

  @ParameterizedTest
  @CsvSource({
    "failed,internal_error,OVERLOADED",
    "failed,invalid_parameter,REJECTED",
    "cancelled,,OVERLOADED"
  })
  void aFaultThatIsToldWithStatus200IsNoAnswer(String status, String type, Cause cause) {
    TreeMap<String, Json> fields = new TreeMap<>(response(List.of(), ended()).fields());
    fields.put("status", Json.of(status));
    fields.put(
        "error",
        type == null
            ? Json.Null.NULL
            : Json.object().put("type", type).put("message", "no model").build());
    ModelAnswer.Unavailable answer =
        assertInstanceOf(ModelAnswer.Unavailable.class, outcome(new Json.Obj(fields).canonical()));
    assertEquals(cause, answer.cause());
    assertEquals("the response " + status + (type == null ? "" : ": no model"), answer.problem());
    assertEquals(120, answer.metadata().usage().input());
  }
}
