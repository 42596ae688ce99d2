package dev.converge.llm.strict;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Sonar of Perplexity, by docs.perplexity.ai as of November 2026.
public final class StrictPerplexity extends StrictChat {
  private static final Map<String, Integer> MOST_OUTPUT =
      Map.of("sonar", 4_096, "sonar-pro", 8_000);

  @Override
  public String name() {
    return "perplexity";
  }

  @Override
  public Map.Entry<String, String> variable() {
    return Map.entry("PERPLEXITY_API_KEY", KEY);
  }

  @Override
  public String catalogue() {
    return "{providers: {perplexity: {api: perplexity, base_url: '%s', key: PERPLEXITY_API_KEY}}}"
        .formatted(url());
  }

  @Override
  String path() {
    return "/chat/completions";
  }

  @Override
  Optional<String> details(Json.Obj body) {
    String model = OptionalMembers.textOrEmpty(body, "model");
    Json.Obj named = at(body, "response_format", "json_schema");
    double most = OptionalMembers.number(body, "max_tokens").orElse(0.0);
    boolean off = OptionalMembers.flag(body, "disable_search");
    return first(
        unknown(
            "",
            body,
            "model",
            "messages",
            "response_format",
            "max_tokens",
            "disable_search",
            "web_search_options"),
        unless(MOST_OUTPUT.containsKey(model), "Invalid model '" + model + "'"),
        unless(most >= 1 && most <= MOST_OUTPUT.getOrDefault(model, 0), "max_tokens: " + most),
        unless(
            off == body.get("web_search_options").isEmpty(),
            "web_search_options without a search, or a search that nobody wants"),
        unknown(
            "web_search_options.",
            at(body, "web_search_options"),
            "search_context_size",
            "user_location"),
        unknown("response_format.json_schema.", named, "name", "schema"),
        schema(
            at(named, "schema"),
            "type",
            "description",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "enum",
            "anyOf",
            "minimum",
            "maximum",
            "minItems",
            "maxItems"));
  }

  @Override
  Json.Obj answer(Json.Obj request, String text) {
    if (OptionalMembers.flag(request, "disable_search")) {
      return super.answer(request, text);
    }
    String cited = text.replaceFirst("\"content\":\"", "\"content\":\"[1] ");
    return with(
        super.answer(request, cited),
        object(
            "citations", List.of(PAGE),
            "search_results",
                List.of(
                    object(
                        "title", "Found",
                        "url", PAGE,
                        "date", "2026-11-03",
                        "last_updated", "2026-11-20",
                        "snippet", "It grows"))));
  }
}
