package dev.converge.llm.provider;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import java.util.Optional;

/// Responses of OpenAI, and those of Perplexity's agents, which have the pages of each search in an
/// item of their own.
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
          searches += isSearch(item) ? 1 : 0;
          sources(item, pages);
        }
        case "search_results" -> {
          searches++;
          results(item, pages);
        }
        default -> {}
      }
    }
    String status = OptionalMembers.textOrEmpty(body, "status");
    String reason =
        OptionalMembers.object(body, "incomplete_details")
            .flatMap(details -> OptionalMembers.text(details, "reason"))
            .orElse(status);
    Optional<Json.Obj> error = OptionalMembers.object(body, "error");
    error.ifPresent(e -> refusal.append(OptionalMembers.textOrEmpty(e, "message")));
    return new ProviderResponse(
        error.isEmpty() && !refusal.isEmpty() ? ProviderResponse.Stop.REFUSED : stop(reason, error),
        reason,
        text.toString(),
        refusal.toString(),
        pages.all(),
        used(OptionalMembers.object(body, "usage").orElse(Json.Obj.EMPTY), searches),
        OptionalMembers.text(body, "id"));
  }

  /// OpenAI and Perplexity have two names each for tokens that were kept and that are.
  private static ProviderResponse.Used used(Json.Obj usage, int searches) {
    String details = "input_tokens_details";
    Json.Obj tools = OptionalMembers.object(usage, "tool_calls_details").orElse(Json.Obj.EMPTY);
    return new ProviderResponse.Used(
        ProviderResponse.count(usage, "input_tokens"),
        ProviderResponse.count(usage, "output_tokens"),
        detail(usage, details, "cached_tokens") + detail(usage, details, "cache_read_input_tokens"),
        detail(usage, details, "cache_write_tokens")
            + detail(usage, details, "cache_creation_input_tokens"),
        detail(usage, "output_tokens_details", "reasoning_tokens"),
        Math.max(searches, (int) detail(tools, "search_web", "invocation")));
  }

  private static ProviderResponse.Stop stop(String reason, Optional<Json.Obj> error) {
    return switch (reason) {
      case "max_output_tokens", "max_tool_calls" -> ProviderResponse.Stop.CUT;
      case "content_filter" -> ProviderResponse.Stop.FILTERED;
      case "failed", "cancelled" -> fault(error);
      case "queued", "in_progress", "requires_action" -> ProviderResponse.Stop.OTHER;
      default -> ProviderResponse.Stop.ENDED;
    };
  }

  /// Both tell a fault with status 200. One of the request has a code or type that says so.
  private static ProviderResponse.Stop fault(Optional<Json.Obj> error) {
    String kind =
        error
            .flatMap(e -> OptionalMembers.text(e, "code").or(() -> OptionalMembers.text(e, "type")))
            .orElse("");
    return kind.startsWith("invalid")
        ? ProviderResponse.Stop.REJECTED
        : ProviderResponse.Stop.FAILED;
  }

  /// Opening a page that was found and looking for words in it are told as calls too, and are not
  /// paid.
  private static boolean isSearch(Json.Obj call) {
    return OptionalMembers.object(call, "action")
        .flatMap(action -> OptionalMembers.text(action, "type"))
        .orElse("search")
        .equals("search");
  }

  /// Markers in the text mean the pages by their ids.
  private static void results(Json.Obj item, PageList pages) {
    for (Json.Obj page : OptionalMembers.objects(item, "results")) {
      pages.addFound(page, PageList.index(page, "id").orElse(0));
    }
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
