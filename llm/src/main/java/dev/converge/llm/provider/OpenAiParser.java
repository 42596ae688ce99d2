package dev.converge.llm.provider;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.llm.model.CitedPage;
import dev.converge.llm.model.TextRange;
import java.util.List;
import java.util.Optional;

/// Chat completions of OpenAI and of all that speak like it. Servers that search add `citations`
/// and `search_results`.
final class OpenAiParser {
  private OpenAiParser() {}

  static ProviderResponse parse(Json.Obj body) throws ProviderResponse.Unreadable {
    if (!(body.get("choices").orElse(null) instanceof Json.Arr(var choices))) {
      throw new ProviderResponse.Unreadable("$.choices: missing (expected: an array)");
    }
    Json.Obj usage = OptionalMembers.object(body, "usage").orElse(Json.Obj.EMPTY);
    Json.Obj choice = Json.Obj.EMPTY;
    if (!choices.isEmpty()) {
      if (!(choices.getFirst() instanceof Json.Obj first)) {
        throw new ProviderResponse.Unreadable("$.choices[0]: no object");
      }
      choice = first;
    }
    Json.Obj message = OptionalMembers.object(choice, "message").orElse(Json.Obj.EMPTY);
    String reason = OptionalMembers.textOrEmpty(choice, "finish_reason");
    String refusal = refusal(message);
    return new ProviderResponse(
        refusal.isBlank() ? stop(reason) : ProviderResponse.Stop.REFUSED,
        reason,
        content(message),
        refusal,
        pages(body, message, content(message)),
        new ProviderResponse.Used(
            ProviderResponse.count(usage, "prompt_tokens"),
            ProviderResponse.count(usage, "completion_tokens"),
            ResponsesParser.detail(usage, "prompt_tokens_details", "cached_tokens"),
            0,
            ResponsesParser.detail(usage, "completion_tokens_details", "reasoning_tokens"),
            0),
        OptionalMembers.text(body, "id"));
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
    StringBuilder text = new StringBuilder(OptionalMembers.textOrEmpty(message, "content"));
    OptionalMembers.objects(message, "content")
        .forEach(part -> text.append(OptionalMembers.textOrEmpty(part, "text")));
    return text.toString();
  }

  private static String refusal(Json.Obj message) {
    StringBuilder text = new StringBuilder(OptionalMembers.textOrEmpty(message, "refusal"));
    OptionalMembers.objects(message, "content")
        .forEach(part -> text.append(OptionalMembers.textOrEmpty(part, "refusal")));
    return text.toString();
  }

  /// Markers in the text count from 1, in the order of `citations`, which is that of
  /// `search_results`.
  private static List<CitedPage> pages(Json.Obj body, Json.Obj message, String text) {
    PageList pages = new PageList();
    int number = 0;
    for (Json url : OptionalMembers.list(body, "citations")) {
      number++;
      if (url instanceof Json.Str(var address)) {
        pages.add(address, null, null, number, Optional.empty());
      }
    }
    boolean numbered = number > 0;
    int result = 0;
    for (Json.Obj page : OptionalMembers.objects(body, "search_results")) {
      result++;
      pages.addFound(page, numbered ? 0 : result);
    }
    for (Json.Obj annotation : OptionalMembers.objects(message, "annotations")) {
      Json.Obj page = OptionalMembers.object(annotation, "url_citation").orElse(Json.Obj.EMPTY);
      pages.add(
          OptionalMembers.textOrEmpty(page, "url"),
          OptionalMembers.text(page, "title").orElse(null),
          null,
          0,
          place(page, text, 0));
    }
    return pages.all();
  }

  /// Indexes count code points of the part of the text that begins at a place.
  static Optional<TextRange> place(Json.Obj page, CharSequence whole, int from) {
    String text = whole.subSequence(from, whole.length()).toString();
    Optional<Integer> start = PageList.index(page, "start_index");
    Optional<Integer> end = PageList.index(page, "end_index");
    int length = text.codePointCount(0, text.length());
    if (start.isEmpty() || end.isEmpty() || start.get() >= end.get() || end.get() > length) {
      return Optional.empty();
    }
    return Optional.of(
        new TextRange(
            from + text.offsetByCodePoints(0, start.get()),
            from + text.offsetByCodePoints(0, end.get())));
  }
}
