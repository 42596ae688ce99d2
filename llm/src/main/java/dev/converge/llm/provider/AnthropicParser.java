package dev.converge.llm.provider;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.llm.model.TextRange;
import java.util.Optional;

/// Messages of Anthropic.
final class AnthropicParser {
  private AnthropicParser() {}

  static ProviderResponse parse(Json.Obj body) throws ProviderResponse.Unreadable {
    if (!(body.get("content").orElse(null) instanceof Json.Arr)) {
      throw new ProviderResponse.Unreadable("$.content: missing (expected: an array)");
    }
    Json.Obj usage = OptionalMembers.object(body, "usage").orElse(Json.Obj.EMPTY);
    StringBuilder text = new StringBuilder();
    PageList pages = new PageList();
    for (Json.Obj block : OptionalMembers.objects(body, "content")) {
      switch (OptionalMembers.textOrEmpty(block, "type")) {
        case "text" -> {
          int start = text.length();
          text.append(OptionalMembers.textOrEmpty(block, "text"));
          Optional<TextRange> place = Optional.of(new TextRange(start, text.length()));
          OptionalMembers.objects(block, "citations").forEach(page -> add(pages, page, place));
        }
        case "web_search_tool_result" ->
            OptionalMembers.objects(block, "content")
                .forEach(page -> add(pages, page, Optional.empty()));
        default -> {}
      }
    }
    String reason = OptionalMembers.textOrEmpty(body, "stop_reason");
    ProviderResponse.Stop stop = stop(reason);
    return new ProviderResponse(
        stop,
        reason,
        text.toString(),
        stop == ProviderResponse.Stop.REFUSED ? text.toString() : "",
        pages.all(),
        new ProviderResponse.Used(
            ProviderResponse.count(
                usage, "input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"),
            ProviderResponse.count(usage, "output_tokens"),
            ProviderResponse.count(usage, "cache_read_input_tokens").orElse(0L),
            ProviderResponse.count(usage, "cache_creation_input_tokens").orElse(0L),
            ResponsesParser.detail(usage, "output_tokens_details", "thinking_tokens"),
            (int) ResponsesParser.detail(usage, "server_tool_use", "web_search_requests")),
        OptionalMembers.text(body, "id"));
  }

  private static ProviderResponse.Stop stop(String reason) {
    return switch (reason) {
      case "max_tokens", "model_context_window_exceeded", "pause_turn" -> ProviderResponse.Stop.CUT;
      case "refusal" -> ProviderResponse.Stop.REFUSED;
      case "tool_use" -> ProviderResponse.Stop.OTHER;
      default -> ProviderResponse.Stop.ENDED;
    };
  }

  /// A citation is about the block of text that has it; a result of a search is about none.
  private static void add(PageList pages, Json.Obj from, Optional<TextRange> place) {
    pages.add(
        OptionalMembers.textOrEmpty(from, "url"),
        OptionalMembers.text(from, "title").orElse(null),
        OptionalMembers.text(from, "cited_text").orElse(null),
        OptionalMembers.text(from, "page_age").orElse(null),
        0,
        place);
  }
}
