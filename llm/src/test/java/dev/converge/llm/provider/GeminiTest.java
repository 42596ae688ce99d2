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

/// Shaped as the reference of generateContent shows it.
public final class GeminiTest extends ProviderContract {
  @Override
  String api() {
    return "gemini";
  }

  private static Json.Builder response(List<Json.Obj> candidates) {
    return Json.object()
        .put("candidates", Json.array(candidates))
        .put("modelVersion", "m")
        .put("responseId", "resp-1")
        .put(
            "usageMetadata",
            Json.object()
                .put("promptTokenCount", 120)
                .put("candidatesTokenCount", 20)
                .put("thoughtsTokenCount", 10)
                .put("totalTokenCount", 150)
                .build());
  }

  private static Json.Builder candidate(String text, String stop) {
    Json thought = Json.object().put("text", "hm").put("thought", true).build();
    Json part = Json.object().put("text", text).build();
    Json content =
        Json.object().put("role", "model").put("parts", Json.array(List.of(thought, part))).build();
    return Json.object().put("content", content).put("finishReason", stop).put("index", 0);
  }

  @Override
  public Json.Obj body(String text, String stop) {
    return response(List.of(candidate(text, stop).build())).build();
  }

  @Override
  public String ended() {
    return "STOP";
  }

  @Override
  String cut() {
    return "MAX_TOKENS";
  }

  @Override
  Optional<Json.Obj> refusal(String words) {
    return Optional.empty();
  }

  @Override
  Optional<Json.Obj> filtered() {
    return Optional.of(
        Json.object()
            .put("promptFeedback", Json.object().put("blockReason", "SAFETY").build())
            .build());
  }

  @Override
  List<Json.Obj> silent() {
    return List.of(
        response(List.of()).build(),
        response(List.of(Json.object().put("finishReason", "STOP").build())).build(),
        response(
                List.of(
                    Json.object()
                        .put("content", Json.object().put("role", "model").build())
                        .put("finishReason", "STOP")
                        .build()))
            .build());
  }

  @Override
  Optional<Json.Obj> citing(String text, String url) {
    Json chunk =
        Json.object().put("web", Json.object().put("uri", url).put("title", "A").build()).build();
    Json grounding = Json.object().put("groundingChunks", Json.array(List.of(chunk))).build();
    return Optional.of(
        response(List.of(candidate(text, "STOP").put("groundingMetadata", grounding).build()))
            .build());
  }

  @Override
  @Nullable Json schema(Json.Obj request) {
    return OptionalMembers.object(request, "generationConfig")
        .flatMap(config -> config.get("responseJsonSchema").or(() -> config.get("responseSchema")))
        .orElse(null);
  }

  @Override
  @Nullable Json bound(Json.Obj request) {
    return OptionalMembers.object(request, "generationConfig")
        .flatMap(config -> config.get("maxOutputTokens"))
        .orElse(null);
  }

  @Override
  String usage() {
    return "usageMetadata";
  }

  @Override
  ModelAnswer outcome(String body) {
    return Bodies.outcome(GeminiParser::parse, body);
  }

  @Test
  void aPageComesWithThePlaceThatRestsOnIt() {
    Json chunk =
        Json.object().put("web", Json.object().put("uri", "https://example.org/a").build()).build();
    Json support =
        Json.object()
            .put(
                "segment",
                Json.object().put("partIndex", 1).put("startIndex", 3).put("endIndex", 6).build())
            .put("groundingChunkIndices", Json.array(List.of(Json.of(0), Json.of(7))))
            .build();
    Json grounding =
        Json.object()
            .put("groundingChunks", Json.array(List.of(chunk)))
            .put("groundingSupports", Json.array(List.of(support)))
            .build();
    Json.Obj body =
        response(List.of(candidate("ü grows", "STOP").put("groundingMetadata", grounding).build()))
            .build();
    ModelAnswer.Answered answer = (ModelAnswer.Answered) outcome(body.canonical());
    assertEquals(List.of(new TextRange(2, 5)), answer.pages().getFirst().places());
  }
}
