package dev.converge.llm.provider;

import dev.converge.core.Citation;
import dev.converge.core.json.Json;
import dev.converge.llm.model.JsonMembers;
import java.util.ArrayList;
import java.util.List;

/// Messages of Anthropic.
final class AnthropicParser {
  private AnthropicParser() {}

  static ProviderResponse parse(Json.Obj body) throws ProviderResponse.Unreadable {
    if (!(body.get("content").orElse(null) instanceof Json.Arr)) {
      throw new ProviderResponse.Unreadable("$.content: missing (expected: an array)");
    }
    Json.Obj usage = JsonMembers.object(body, "usage").orElse(Json.Obj.EMPTY);
    StringBuilder text = new StringBuilder();
    List<Citation> citations = new ArrayList<>();
    for (Json.Obj block : JsonMembers.objects(body, "content")) {
      if (JsonMembers.textOrEmpty(block, "type").equals("text")) {
        text.append(JsonMembers.textOrEmpty(block, "text"));
        JsonMembers.objects(block, "citations").forEach(citation -> add(citations, citation));
      }
    }
    String reason = JsonMembers.textOrEmpty(body, "stop_reason");
    ProviderResponse.Stop stop = stop(reason);
    return new ProviderResponse(
        stop,
        reason,
        text.toString(),
        stop == ProviderResponse.Stop.REFUSED ? text.toString() : "",
        citations,
        ProviderResponse.count(
            usage, "input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"),
        ProviderResponse.count(usage, "output_tokens"),
        JsonMembers.text(body, "id"));
  }

  private static ProviderResponse.Stop stop(String reason) {
    return switch (reason) {
      case "max_tokens", "model_context_window_exceeded", "pause_turn" -> ProviderResponse.Stop.CUT;
      case "refusal" -> ProviderResponse.Stop.REFUSED;
      case "tool_use" -> ProviderResponse.Stop.OTHER;
      default -> ProviderResponse.Stop.ENDED;
    };
  }

  private static void add(List<Citation> citations, Json.Obj from) {
    String url = JsonMembers.textOrEmpty(from, "url");
    if (!url.isBlank()) {
      citations.add(
          new Citation(
              url,
              JsonMembers.text(from, "title").orElse(null),
              JsonMembers.text(from, "cited_text").orElse(null)));
    }
  }
}
