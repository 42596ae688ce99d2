package dev.converge.llm.search;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.core.proposal.Citation;
import java.net.http.HttpRequest;
import java.util.List;

/// Brave, by its search of the web.
///
/// @param url where it is
/// @param key of the caller
record BraveForm(String url, String key) implements SearchForm {
  static final String URL = "https://api.search.brave.com";

  private static final long COST_MICROS = 5_000;

  @Override
  public String name() {
    return "brave";
  }

  @Override
  public long costMicros() {
    return COST_MICROS;
  }

  @Override
  public String variable() {
    return Searches.BRAVE;
  }

  @Override
  public String secret() {
    return key;
  }

  @Override
  public HttpRequest.Builder request(String query) {
    String path = "/res/v1/web/search?count=" + PAGES + "&q=" + SearchForm.encoded(query);
    return HttpRequest.newBuilder(SearchForm.uri(url, path))
        .header("Accept", "application/json")
        .header("X-Subscription-Token", key);
  }

  @Override
  public List<Json.Obj> results(Json.Obj body) {
    return OptionalMembers.objects(
        OptionalMembers.object(body, "web").orElse(Json.Obj.EMPTY), "results");
  }

  @Override
  public Citation page(Json.Obj result) {
    return SearchForm.page(result, "description", "page_age", "age");
  }

  @Override
  public String toString() {
    return "Brave at " + url;
  }
}
