package dev.converge.llm.provider;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.llm.model.ModelAnswer;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Shaped as the reference of chats shows it. Its counts stand at the outermost level.
public final class OllamaTest extends ProviderContract {
  @Override
  String api() {
    return "ollama";
  }

  @Override
  public Json.Obj body(String text, String stop) {
    return Json.object()
        .put("model", "m")
        .put("message", Json.object().put("role", "assistant").put("content", text).build())
        .put("done", true)
        .put("done_reason", stop)
        .put("prompt_eval_count", 120)
        .put("eval_count", 30)
        .build();
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
    return Optional.empty();
  }

  @Override
  Optional<Json.Obj> filtered() {
    return Optional.empty();
  }

  @Override
  List<Json.Obj> silent() {
    TreeMap<String, Json> fields = new TreeMap<>(body("", "stop").fields());
    fields.put("message", Json.object().put("role", "assistant").put("thinking", "hm").build());
    return List.of(new Json.Obj(fields));
  }

  @Override
  Optional<Json.Obj> citing(String text, String url) {
    return Optional.empty();
  }

  @Override
  @Nullable Json schema(Json.Obj request) {
    return request.get("format").orElse(null);
  }

  @Override
  @Nullable Json bound(Json.Obj request) {
    return OptionalMembers.object(request, "options")
        .flatMap(options -> options.get("num_predict"))
        .orElse(null);
  }

  @Override
  String usage() {
    return "prompt_eval_count";
  }

  @Override
  ModelAnswer outcome(String body) {
    return Bodies.outcome(OllamaParser::parse, body);
  }
}
