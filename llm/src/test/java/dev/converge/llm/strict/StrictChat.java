package dev.converge.llm.strict;

import com.sun.net.httpserver.Headers;
import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// What servers of chat completions have in common.
abstract class StrictChat extends StrictProvider {
  /// Where completions are.
  abstract String path();

  /// What is wrong with the rest of a request.
  abstract Optional<String> details(Json.Obj body);

  @Override
  Optional<String> problem(String path, Headers headers, Json.Obj body) {
    List<Json.Obj> messages = OptionalMembers.objects(body, "messages");
    return first(
        unless(path.equals(path()), "Not Found"),
        unless(("Bearer " + KEY).equals(headers.getFirst("Authorization")), "Invalid API Key"),
        unless(
            messages.size() == 2
                && OptionalMembers.textOrEmpty(messages.getFirst(), "role").equals("system")
                && OptionalMembers.textOrEmpty(messages.getLast(), "role").equals("user"),
            "messages"),
        unless(
            OptionalMembers.textOrEmpty(at(body, "response_format"), "type").equals("json_schema"),
            "response_format.type"),
        details(body));
  }

  @Override
  Json.Obj error(String message) {
    return object("error", object("message", message, "type", "invalid_request_error"));
  }

  @Override
  Json.Obj answer(Json.Obj request, String text) {
    return object(
        "id", "chatcmpl-1",
        "object", "chat.completion",
        "model", OptionalMembers.textOrEmpty(request, "model"),
        "choices",
            List.of(
                object(
                    "index",
                    0,
                    "message",
                    object("role", "assistant", "content", text),
                    "finish_reason",
                    "stop")),
        "usage", object("prompt_tokens", 1000, "completion_tokens", 400, "total_tokens", 1400));
  }

  /// An answer with more members.
  static Json.Obj with(Json.Obj answer, Json.Obj more) {
    TreeMap<String, Json> all = new TreeMap<>(answer.fields());
    all.putAll(more.fields());
    return new Json.Obj(all);
  }
}
