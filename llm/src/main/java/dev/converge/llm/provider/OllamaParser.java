package dev.converge.llm.provider;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import java.util.List;
import java.util.Optional;

/// Chats of Ollama. It has neither refusals nor filters of its own, and no names for calls.
final class OllamaParser {
  private OllamaParser() {}

  static ProviderResponse parse(Json.Obj body) throws ProviderResponse.Unreadable {
    Json.Obj message =
        OptionalMembers.object(body, "message")
            .orElseThrow(
                () -> new ProviderResponse.Unreadable("$.message: missing (expected: an object)"));
    String reason = OptionalMembers.textOrEmpty(body, "done_reason");
    return new ProviderResponse(
        switch (reason) {
          case "length" -> ProviderResponse.Stop.CUT;
          case "load", "unload" -> ProviderResponse.Stop.OTHER;
          default -> ProviderResponse.Stop.ENDED;
        },
        reason,
        OptionalMembers.textOrEmpty(message, "content"),
        "",
        List.of(),
        ProviderResponse.Used.of(
            ProviderResponse.count(body, "prompt_eval_count"),
            ProviderResponse.count(body, "eval_count")),
        Optional.empty());
  }
}
