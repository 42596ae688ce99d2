package dev.converge.llm.search;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.core.proposal.Citation;
import java.net.http.HttpRequest;
import java.util.List;

/// SearXNG, a search engine of one's own that asks others. Its settings have to allow `json`.
///
/// @param url where it is
record SearxngForm(String url) implements SearchForm {
  @Override
  public String name() {
    return "searxng";
  }

  @Override
  public long costMicros() {
    return 0;
  }

  @Override
  public String variable() {
    return Searches.SEARXNG;
  }

  @Override
  public String secret() {
    return "";
  }

  @Override
  public HttpRequest.Builder request(String query) {
    return HttpRequest.newBuilder(
        SearchForm.uri(url, "/search?format=json&q=" + SearchForm.encoded(query)));
  }

  @Override
  public List<Json.Obj> results(Json.Obj body) {
    return OptionalMembers.objects(body, "results");
  }

  @Override
  public Citation page(Json.Obj result) {
    return SearchForm.page(result, "content", "publishedDate");
  }
}
