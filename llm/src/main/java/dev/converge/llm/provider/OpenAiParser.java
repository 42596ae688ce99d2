package dev.converge.llm.provider;

import dev.converge.core.Citation;
import dev.converge.core.json.Json;
import dev.converge.llm.model.JsonMembers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Chat completions of OpenAI and of all that speak like it. Perplexity adds `citations` and
/// `search_results`.
final class OpenAiParser {
  private OpenAiParser() {}

  static ProviderResponse parse(Json.Obj body) throws ProviderResponse.Unreadable {
    if (!(body.get("choices").orElse(null) instanceof Json.Arr(var choices))) {
      throw new ProviderResponse.Unreadable("$.choices: missing (expected: an array)");
    }
    Json.Obj usage = JsonMembers.object(body, "usage").orElse(Json.Obj.EMPTY);
    Json.Obj choice = Json.Obj.EMPTY;
    if (!choices.isEmpty()) {
      if (!(choices.getFirst() instanceof Json.Obj first)) {
        throw new ProviderResponse.Unreadable("$.choices[0]: no object");
      }
      choice = first;
    }
    Json.Obj message = JsonMembers.object(choice, "message").orElse(Json.Obj.EMPTY);
    String reason = JsonMembers.textOrEmpty(choice, "finish_reason");
    String refusal = refusal(message);
    return new ProviderResponse(
        refusal.isBlank() ? stop(reason) : ProviderResponse.Stop.REFUSED,
        reason,
        content(message),
        refusal,
        citations(body, message),
        ProviderResponse.count(usage, "prompt_tokens"),
        ProviderResponse.count(usage, "completion_tokens"),
        JsonMembers.text(body, "id"));
  }

  private static ProviderResponse.Stop stop(String reason) {
    return switch (reason) {
      case "length" -> ProviderResponse.Stop.CUT;
      case "content_filter" -> ProviderResponse.Stop.FILTERED;
      case "tool_calls", "function_call" -> ProviderResponse.Stop.OTHER;
      default -> ProviderResponse.Stop.ENDED;
    };
  }

  private static String content(Json.Obj message) {
    StringBuilder text = new StringBuilder(JsonMembers.textOrEmpty(message, "content"));
    JsonMembers.objects(message, "content")
        .forEach(part -> text.append(JsonMembers.textOrEmpty(part, "text")));
    return text.toString();
  }

  private static String refusal(Json.Obj message) {
    StringBuilder text = new StringBuilder(JsonMembers.textOrEmpty(message, "refusal"));
    JsonMembers.objects(message, "content")
        .forEach(part -> text.append(JsonMembers.textOrEmpty(part, "refusal")));
    return text.toString();
  }

  private static List<Citation> citations(Json.Obj body, Json.Obj message) {
    Map<String, Citation> found = new LinkedHashMap<>();
    for (Json.Obj result : JsonMembers.objects(body, "search_results")) {
      add(found, result, JsonMembers.text(result, "snippet"));
    }
    for (Json url : JsonMembers.list(body, "citations")) {
      if (url instanceof Json.Str(var text) && !text.isBlank()) {
        found.putIfAbsent(text, new Citation(text, null, null));
      }
    }
    for (Json.Obj annotation : JsonMembers.objects(message, "annotations")) {
      JsonMembers.object(annotation, "url_citation")
          .ifPresent(c -> add(found, c, Optional.empty()));
    }
    return new ArrayList<>(found.values());
  }

  private static void add(Map<String, Citation> found, Json.Obj from, Optional<String> passage) {
    String url = JsonMembers.textOrEmpty(from, "url");
    if (!url.isBlank()) {
      String title = JsonMembers.text(from, "title").orElse(null);
      found.putIfAbsent(url, new Citation(url, title, passage.orElse(null)));
    }
  }
}
