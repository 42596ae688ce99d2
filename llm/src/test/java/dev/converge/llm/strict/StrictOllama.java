package dev.converge.llm.strict;

import com.sun.net.httpserver.Headers;
import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import java.util.Map;
import java.util.Optional;

/// Chats of Ollama, by docs.ollama.com as of November 2026. The real one cuts a prompt that is
/// longer than its window without a word; this one refuses it.
public final class StrictOllama extends StrictProvider {
  private static final int CHARACTERS_A_TOKEN = 5;

  @Override
  public String name() {
    return "ollama";
  }

  @Override
  public Map.Entry<String, String> variable() {
    return Map.entry("OLLAMA_BASE_URL", url() + "/v1");
  }

  @Override
  public String catalogue() {
    return "{}";
  }

  @Override
  Optional<String> problem(String path, Headers headers, Json.Obj body) {
    Json.Obj options = at(body, "options");
    double window = OptionalMembers.number(options, "num_ctx").orElse(4_096.0);
    double most = OptionalMembers.number(options, "num_predict").orElse(-1.0);
    int characters =
        OptionalMembers.objects(body, "messages").stream()
            .mapToInt(message -> OptionalMembers.textOrEmpty(message, "content").length())
            .sum();
    return first(
        unless(path.equals("/api/chat"), "404 page not found"),
        unless(headers.getFirst("Authorization") == null, "a key that nobody asked for"),
        unknown("", body, "model", "messages", "stream", "format", "options", "think"),
        unknown("options.", options, "num_ctx", "num_predict"),
        unless(
            OptionalMembers.textOrEmpty(body, "model").equals("gpt-oss:20b"),
            "model not found, try pulling it first"),
        unless(Json.of(false).equals(body.get("stream").orElse(null)), "stream"),
        unless(
            most > 0 && (double) characters / CHARACTERS_A_TOKEN + most <= window,
            "the window is too small"),
        schema(
            at(body, "format"),
            "type",
            "description",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "enum",
            "anyOf",
            "minimum",
            "maximum",
            "minItems",
            "maxItems"));
  }

  @Override
  Json.Obj error(String message) {
    return object("error", message);
  }

  @Override
  Json.Obj answer(Json.Obj request, String text) {
    return object(
        "model",
        "gpt-oss:20b",
        "created_at",
        "2026-11-30T12:00:00Z",
        "message",
        object("role", "assistant", "content", text, "thinking", "hm"),
        "done",
        true,
        "done_reason",
        "stop",
        "prompt_eval_count",
        1000,
        "eval_count",
        400);
  }
}
