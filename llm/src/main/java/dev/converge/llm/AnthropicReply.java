package dev.converge.llm;

import dev.converge.core.Citation;
import dev.converge.core.json.Json;
import java.util.ArrayList;
import java.util.List;

/// Messages of Anthropic.
final class AnthropicReply {
  private AnthropicReply() {}

  static Reply read(Json.Obj body) throws Reply.Unreadable {
    if (!(body.get("content").orElse(null) instanceof Json.Arr)) {
      throw new Reply.Unreadable("$.content: missing (expected: an array)");
    }
    Json.Obj usage = Reply.object(body, "usage").orElse(Json.Obj.EMPTY);
    StringBuilder text = new StringBuilder();
    List<Citation> citations = new ArrayList<>();
    for (Json.Obj block : Reply.objects(body, "content")) {
      if (Reply.text(block, "type").equals("text")) {
        text.append(Reply.text(block, "text"));
        Reply.objects(block, "citations").forEach(citation -> add(citations, citation));
      }
    }
    String reason = Reply.text(body, "stop_reason");
    Reply.Stop stop = stop(reason);
    return new Reply(
        stop,
        reason,
        text.toString(),
        stop == Reply.Stop.REFUSED ? text.toString() : "",
        citations,
        Reply.count(
            usage, "input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"),
        Reply.count(usage, "output_tokens"),
        Requirements.text(body, "id"));
  }

  private static Reply.Stop stop(String reason) {
    return switch (reason) {
      case "max_tokens", "model_context_window_exceeded", "pause_turn" -> Reply.Stop.CUT;
      case "refusal" -> Reply.Stop.REFUSED;
      case "tool_use" -> Reply.Stop.OTHER;
      default -> Reply.Stop.ENDED;
    };
  }

  private static void add(List<Citation> citations, Json.Obj from) {
    String url = Reply.text(from, "url");
    if (!url.isBlank()) {
      citations.add(
          new Citation(
              url,
              Requirements.text(from, "title").orElse(null),
              Requirements.text(from, "cited_text").orElse(null)));
    }
  }
}
