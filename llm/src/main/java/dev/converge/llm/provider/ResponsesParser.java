package dev.converge.llm.provider;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import java.util.Optional;

/// Responses of OpenAI.
final class ResponsesParser {
  private ResponsesParser() {}

  static ProviderResponse parse(Json.Obj body) throws ProviderResponse.Unreadable {
    if (!(body.get("output").orElse(null) instanceof Json.Arr)) {
      throw new ProviderResponse.Unreadable("$.output: missing (expected: an array)");
    }
    StringBuilder text = new StringBuilder();
    StringBuilder refusal = new StringBuilder();
    PageList pages = new PageList();
    int searches = 0;
    for (Json.Obj item : OptionalMembers.objects(body, "output")) {
      switch (OptionalMembers.textOrEmpty(item, "type")) {
        case "message" -> {
          for (Json.Obj part : OptionalMembers.objects(item, "content")) {
            refusal.append(OptionalMembers.textOrEmpty(part, "refusal"));
            int start = text.length();
            text.append(OptionalMembers.textOrEmpty(part, "text"));
            for (Json.Obj page : OptionalMembers.objects(part, "annotations")) {
              pages.add(
                  OptionalMembers.textOrEmpty(page, "url"),
                  OptionalMembers.text(page, "title").orElse(null),
                  null,
                  0,
                  OpenAiParser.place(page, text, start));
            }
          }
        }
        case "web_search_call" -> {
          searches++;
          sources(item, pages);
        }
        default -> {}
      }
    }
    String status = OptionalMembers.textOrEmpty(body, "status");
    String reason =
        OptionalMembers.object(body, "incomplete_details")
            .flatMap(details -> OptionalMembers.text(details, "reason"))
            .orElse(status);
    Json.Obj usage = OptionalMembers.object(body, "usage").orElse(Json.Obj.EMPTY);
    return new ProviderResponse(
        refusal.isEmpty() ? stop(reason) : ProviderResponse.Stop.REFUSED,
        reason,
        text.toString(),
        refusal.toString(),
        pages.all(),
        new ProviderResponse.Used(
            ProviderResponse.count(usage, "input_tokens"),
            ProviderResponse.count(usage, "output_tokens"),
            detail(usage, "input_tokens_details", "cached_tokens"),
            0,
            detail(usage, "output_tokens_details", "reasoning_tokens"),
            searches),
        OptionalMembers.text(body, "id"));
  }

  private static ProviderResponse.Stop stop(String reason) {
    return switch (reason) {
      case "max_output_tokens", "max_tool_calls" -> ProviderResponse.Stop.CUT;
      case "content_filter" -> ProviderResponse.Stop.FILTERED;
      case "failed", "cancelled", "queued", "in_progress" -> ProviderResponse.Stop.OTHER;
      default -> ProviderResponse.Stop.ENDED;
    };
  }

  /// What was read is kept, whether the answer rests on it or not.
  private static void sources(Json.Obj call, PageList pages) {
    OptionalMembers.object(call, "action")
        .ifPresent(action -> {
          for (Json.Obj source : OptionalMembers.objects(action, "sources")) {
            pages.add(OptionalMembers.textOrEmpty(source, "url"), null, null, 0, Optional.empty());
          }
        });
  }

  static long detail(Json.Obj usage, String part, String name) {
    return OptionalMembers.object(usage, part)
        .flatMap(details -> ProviderResponse.count(details, name))
        .orElse(0L);
  }
}
