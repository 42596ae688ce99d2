package dev.converge.llm.search;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.core.proposal.Citation;
import java.net.http.HttpRequest;
import java.util.List;

/// Tavily, by its basic search.
///
/// @param url where it is
/// @param key of the caller
record TavilyForm(String url, String key) implements SearchForm {
  static final String URL = "https://api.tavily.com";

  /// One credit.
  private static final long COST_MICROS = 8_000;

  @Override
  public String name() {
    return "tavily";
  }

  @Override
  public long costMicros() {
    return COST_MICROS;
  }

  @Override
  public String variable() {
    return Searches.TAVILY;
  }

  @Override
  public String secret() {
    return key;
  }

  @Override
  public HttpRequest.Builder request(String query) {
    Json.Obj body =
        Json.object()
            .put("query", query)
            .put("search_depth", "basic")
            .put("max_results", PAGES)
            .build();
    return HttpRequest.newBuilder(SearchForm.uri(url, "/search"))
        .header("Authorization", "Bearer " + key)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body.canonical()));
  }

  @Override
  public List<Json.Obj> results(Json.Obj body) {
    return OptionalMembers.objects(body, "results");
  }

  @Override
  public Citation page(Json.Obj result) {
    return SearchForm.page(result, "content", "published_date");
  }

  @Override
  public String toString() {
    return "Tavily at " + url;
  }
}
