package dev.converge.llm;

import dev.converge.core.Citation;
import dev.converge.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Chat completions of OpenAI and of all that speak like it. Perplexity adds `citations` and
/// `search_results`.
final class OpenAiReply {
  private OpenAiReply() {}

  static Reply read(Json.Obj body) throws Reply.Unreadable {
    if (!(body.get("choices").orElse(null) instanceof Json.Arr(var choices))) {
      throw new Reply.Unreadable("$.choices: missing (expected: an array)");
    }
    Json.Obj usage = Reply.object(body, "usage").orElse(Json.Obj.EMPTY);
    Json.Obj choice = Json.Obj.EMPTY;
    if (!choices.isEmpty()) {
      if (!(choices.getFirst() instanceof Json.Obj first)) {
        throw new Reply.Unreadable("$.choices[0]: no object");
      }
      choice = first;
    }
    Json.Obj message = Reply.object(choice, "message").orElse(Json.Obj.EMPTY);
    String reason = Reply.text(choice, "finish_reason");
    String refusal = refusal(message);
    return new Reply(
        refusal.isBlank() ? stop(reason) : Reply.Stop.REFUSED,
        reason,
        content(message),
        refusal,
        citations(body, message),
        Reply.count(usage, "prompt_tokens"),
        Reply.count(usage, "completion_tokens"),
        Requirements.text(body, "id"));
  }

  private static Reply.Stop stop(String reason) {
    return switch (reason) {
      case "length" -> Reply.Stop.CUT;
      case "content_filter" -> Reply.Stop.FILTERED;
      case "tool_calls", "function_call" -> Reply.Stop.OTHER;
      default -> Reply.Stop.ENDED;
    };
  }

  private static String content(Json.Obj message) {
    StringBuilder text = new StringBuilder(Reply.text(message, "content"));
    Reply.objects(message, "content").forEach(part -> text.append(Reply.text(part, "text")));
    return text.toString();
  }

  private static String refusal(Json.Obj message) {
    StringBuilder text = new StringBuilder(Reply.text(message, "refusal"));
    Reply.objects(message, "content").forEach(part -> text.append(Reply.text(part, "refusal")));
    return text.toString();
  }

  private static List<Citation> citations(Json.Obj body, Json.Obj message) {
    Map<String, Citation> found = new LinkedHashMap<>();
    for (Json.Obj result : Reply.objects(body, "search_results")) {
      add(found, result, Requirements.text(result, "snippet"));
    }
    for (Json url : Reply.list(body, "citations")) {
      if (url instanceof Json.Str(var text) && !text.isBlank()) {
        found.putIfAbsent(text, new Citation(text, null, null));
      }
    }
    for (Json.Obj annotation : Reply.objects(message, "annotations")) {
      Reply.object(annotation, "url_citation").ifPresent(c -> add(found, c, Optional.empty()));
    }
    return new ArrayList<>(found.values());
  }

  private static void add(Map<String, Citation> found, Json.Obj from, Optional<String> passage) {
    String url = Reply.text(from, "url");
    if (!url.isBlank()) {
      String title = Requirements.text(from, "title").orElse(null);
      found.putIfAbsent(url, new Citation(url, title, passage.orElse(null)));
    }
  }
}
