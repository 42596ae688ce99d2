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

/// Shaped as the reference of chat completions shows it.
public class ChatCompletionsTest extends ProviderContract {
  @Override
  String api() {
    return "openai-compatible";
  }

  private static Json.Obj completion(List<Json.Obj> choices) {
    return Json.object()
        .put("id", "chatcmpl-1")
        .put("object", "chat.completion")
        .put("created", 1_790_000_000)
        .put("model", "m")
        .put("choices", Json.array(choices))
        .put(
            "usage",
            Json.object()
                .put("prompt_tokens", 120)
                .put("completion_tokens", 30)
                .put("total_tokens", 150)
                .build())
        .build();
  }

  private static Json.Obj choice(Json message, String stop) {
    return Json.object().put("index", 0).put("message", message).put("finish_reason", stop).build();
  }

  private static Json.Builder message(String text) {
    return Json.object().put("role", "assistant").put("content", text);
  }

  @Override
  public Json.Obj body(String text, String stop) {
    return completion(List.of(choice(message(text).put("refusal", Json.Null.NULL).build(), stop)));
  }

  @Override
  public String ended() {
    return "stop";
  }

  @Override
  String cut() {
    return "length";
  }

  @Override
  Optional<Json.Obj> refusal(String words) {
    Json message =
        Json.object()
            .put("role", "assistant")
            .put("content", Json.Null.NULL)
            .put("refusal", words)
            .build();
    return Optional.of(completion(List.of(choice(message, "stop"))));
  }

  @Override
  Optional<Json.Obj> filtered() {
    return Optional.of(body("", "content_filter"));
  }

  @Override
  List<Json.Obj> silent() {
    return List.of(
        completion(List.of()),
        completion(List.of(Json.object().put("finish_reason", "stop").build())),
        completion(List.of(choice(Json.Null.NULL, "stop"))),
        completion(List.of(choice(Json.object().put("content", Json.Null.NULL).build(), "stop"))));
  }

  @Override
  Optional<Json.Obj> citing(String text, String url) {
    Json annotation =
        Json.object()
            .put("type", "url_citation")
            .put("url_citation", Json.object().put("url", url).put("title", "A").build())
            .build();
    Json message = message(text).put("annotations", Json.array(List.of(annotation))).build();
    return Optional.of(completion(List.of(choice(message, "stop"))));
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
    return request.get("max_tokens").orElse(null);
  }

  @Override
  String usage() {
    return "usage";
  }

  @Override
  ModelAnswer outcome(String body) {
    return Bodies.outcome(OpenAiParser::parse, body);
  }

  @Test
  void aPageComesWithThePlaceThatRestsOnIt() {
    Json annotation =
        Json.object()
            .put("type", "url_citation")
            .put(
                "url_citation",
                Json.object()
                    .put("url", "https://example.org/a")
                    .put("start_index", 2)
                    .put("end_index", 4)
                    .build())
            .build();
    Json message = message("😀 grows").put("annotations", Json.array(List.of(annotation))).build();
    Json.Obj body = completion(List.of(choice(message, "stop")));
    ModelAnswer.Answered answer = (ModelAnswer.Answered) outcome(body.canonical());
    assertEquals(List.of(new TextRange(3, 5)), answer.pages().getFirst().places());
  }
}
