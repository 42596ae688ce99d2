package dev.converge.llm.provider;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.llm.model.CitedPage;
import dev.converge.llm.model.TextRange;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Generated content of Google Gemini. It has no refusals of its own: what it will not say comes as
/// a filter's doing or as text.
final class GeminiParser {
  private GeminiParser() {}

  static ProviderResponse parse(Json.Obj body) throws ProviderResponse.Unreadable {
    String blocked =
        OptionalMembers.object(body, "promptFeedback")
            .map(f -> OptionalMembers.textOrEmpty(f, "blockReason"))
            .orElse("");
    List<Json.Obj> candidates = OptionalMembers.objects(body, "candidates");
    if (blocked.isEmpty() && body.get("candidates").filter(Json.Arr.class::isInstance).isEmpty()) {
      throw new ProviderResponse.Unreadable("$.candidates: missing (expected: an array)");
    }
    Json.Obj candidate = candidates.isEmpty() ? Json.Obj.EMPTY : candidates.getFirst();
    Json.Obj usage = OptionalMembers.object(body, "usageMetadata").orElse(Json.Obj.EMPTY);
    String reason =
        blocked.isEmpty() ? OptionalMembers.textOrEmpty(candidate, "finishReason") : blocked;
    return new ProviderResponse(
        blocked.isEmpty() ? stop(reason) : ProviderResponse.Stop.FILTERED,
        reason,
        text(candidate),
        "",
        pages(candidate),
        new ProviderResponse.Used(
            ProviderResponse.count(usage, "promptTokenCount", "toolUsePromptTokenCount"),
            ProviderResponse.count(usage, "candidatesTokenCount", "thoughtsTokenCount"),
            ProviderResponse.count(usage, "cachedContentTokenCount").orElse(0L),
            0,
            ProviderResponse.count(usage, "thoughtsTokenCount").orElse(0L),
            OptionalMembers.object(candidate, "groundingMetadata")
                .map(grounding -> OptionalMembers.list(grounding, "webSearchQueries").size())
                .orElse(0)),
        OptionalMembers.text(body, "responseId"));
  }

  private static ProviderResponse.Stop stop(String reason) {
    return switch (reason) {
      case "MAX_TOKENS" -> ProviderResponse.Stop.CUT;
      case "SAFETY",
          "RECITATION",
          "BLOCKLIST",
          "PROHIBITED_CONTENT",
          "SPII",
          "IMAGE_SAFETY",
          "LANGUAGE" ->
          ProviderResponse.Stop.FILTERED;
      case "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL" -> ProviderResponse.Stop.OTHER;
      default -> ProviderResponse.Stop.ENDED;
    };
  }

  private static String text(Json.Obj candidate) {
    Json.Obj content = OptionalMembers.object(candidate, "content").orElse(Json.Obj.EMPTY);
    return text(OptionalMembers.objects(content, "parts"));
  }

  private static String text(List<Json.Obj> parts) {
    StringBuilder text = new StringBuilder();
    for (Json.Obj part : parts) {
      if (!OptionalMembers.flag(part, "thought")) {
        text.append(OptionalMembers.textOrEmpty(part, "text"));
      }
    }
    return text.toString();
  }

  private static List<CitedPage> pages(Json.Obj candidate) {
    PageList pages = new PageList();
    Json.Obj grounding =
        OptionalMembers.object(candidate, "groundingMetadata").orElse(Json.Obj.EMPTY);
    List<Json.Obj> chunks = OptionalMembers.objects(grounding, "groundingChunks");
    chunks.forEach(chunk -> add(pages, chunk, Optional.empty()));
    for (Json.Obj support : OptionalMembers.objects(grounding, "groundingSupports")) {
      Optional<TextRange> place =
          OptionalMembers.object(support, "segment").flatMap(segment -> place(candidate, segment));
      for (Json index : OptionalMembers.list(support, "groundingChunkIndices")) {
        if (index instanceof Json.Num n && n.value() >= 0 && n.value() < chunks.size()) {
          add(pages, chunks.get((int) n.value()), place);
        }
      }
    }
    return pages.all();
  }

  private static void add(PageList pages, Json.Obj chunk, Optional<TextRange> place) {
    Json.Obj web = OptionalMembers.object(chunk, "web").orElse(Json.Obj.EMPTY);
    pages.add(
        OptionalMembers.textOrEmpty(web, "uri"),
        OptionalMembers.text(web, "title").orElse(null),
        null,
        0,
        place);
  }

  /// Indexes of a segment count bytes of UTF-8 in its part; a start of 0 is left out.
  private static Optional<TextRange> place(Json.Obj candidate, Json.Obj segment) {
    int part = PageList.index(segment, "partIndex").orElse(0);
    int start = PageList.index(segment, "startIndex").orElse(0);
    Optional<Integer> end = PageList.index(segment, "endIndex");
    Json.Obj content = OptionalMembers.object(candidate, "content").orElse(Json.Obj.EMPTY);
    List<Json.Obj> parts = OptionalMembers.objects(content, "parts");
    if (end.isEmpty() || part >= parts.size() || OptionalMembers.flag(parts.get(part), "thought")) {
      return Optional.empty();
    }
    int before = text(parts.subList(0, part)).length();
    byte[] bytes =
        OptionalMembers.textOrEmpty(parts.get(part), "text").getBytes(StandardCharsets.UTF_8);
    if (start >= end.get() || end.get() > bytes.length) {
      return Optional.empty();
    }
    int from = before + characters(bytes, start);
    return Optional.of(new TextRange(from, before + characters(bytes, end.get())));
  }

  private static int characters(byte[] bytes, int count) {
    return new String(bytes, 0, count, StandardCharsets.UTF_8).length();
  }
}
