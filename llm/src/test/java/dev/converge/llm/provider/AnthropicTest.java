package dev.converge.llm.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.llm.model.ModelAnswer;
import dev.converge.llm.model.TextRange;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Shaped as the reference of messages shows it.
public final class AnthropicTest extends ProviderContract {
  @Override
  String api() {
    return "anthropic";
  }

  private static Json.Obj message(List<Json.Obj> content, String stop) {
    return Json.object()
        .put("id", "msg_1")
        .put("type", "message")
        .put("role", "assistant")
        .put("model", "m")
        .put("content", Json.array(content))
        .put("stop_reason", stop)
        .put("stop_sequence", Json.Null.NULL)
        .put(
            "usage",
            Json.object()
                .put("input_tokens", 100)
                .put("cache_creation_input_tokens", 15)
                .put("cache_read_input_tokens", 5)
                .put("output_tokens", 30)
                .build())
        .build();
  }

  private static Json.Builder block(String text) {
    return Json.object().put("type", "text").put("text", text);
  }

  @Override
  public Json.Obj body(String text, String stop) {
    Json.Obj thinking =
        Json.object().put("type", "thinking").put("thinking", "hm").put("signature", "x").build();
    return message(List.of(thinking, block(text).build()), stop);
  }

  @Override
  public String ended() {
    return "end_turn";
  }

  @Override
  String cut() {
    return "max_tokens";
  }

  @Override
  Optional<Json.Obj> refusal(String words) {
    return Optional.of(message(List.of(block(words).build()), "refusal"));
  }

  @Override
  Optional<Json.Obj> filtered() {
    return Optional.empty();
  }

  @Override
  List<Json.Obj> silent() {
    return List.of(
        message(List.of(), "end_turn"),
        message(List.of(Json.object().put("type", "text").build()), "end_turn"),
        message(List.of(Json.object().put("type", "novelty").build()), "end_turn"));
  }

  @Override
  Optional<Json.Obj> citing(String text, String url) {
    Json citation =
        Json.object()
            .put("type", "web_search_result_location")
            .put("url", url)
            .put("title", "A page")
            .put("cited_text", "It grows")
            .build();
    Json.Obj block = block(text).put("citations", Json.array(List.of(citation))).build();
    return Optional.of(message(List.of(block), "end_turn"));
  }

  @Override
  Json.Obj error(String code, String message) {
    return Json.object()
        .put("type", "error")
        .put("error", Json.object().put("type", code).put("message", message).build())
        .put("request_id", "req_1")
        .build();
  }

  @Override
  @Nullable Json schema(Json.Obj request) {
    return OptionalMembers.object(request, "output_config")
        .flatMap(config -> OptionalMembers.object(config, "format"))
        .flatMap(format -> format.get("schema"))
        .orElse(null);
  }

  @Override
  @Nullable Json bound(Json.Obj request) {
    return request.get("max_tokens").orElse(null);
  }

  @Override
  String usage() {
    return "usage";
  }

  @Override
  ModelAnswer outcome(String body) {
    return Bodies.outcome(AnthropicParser::parse, body);
  }

  @Test
  void aPageComesWithThePlaceThatRestsOnIt() {
    Json citation = Json.object().put("url", "https://example.org/a").build();
    Json.Obj cited = block("grows").put("citations", Json.array(List.of(citation))).build();
    Json.Obj body = message(List.of(block("It ").build(), cited, block(".").build()), "end_turn");
    ModelAnswer.Answered answer = (ModelAnswer.Answered) outcome(body.canonical());
    assertEquals(List.of(new TextRange(3, 8)), answer.pages().getFirst().places());
  }
}
