package dev.converge.llm.provider;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.core.proposal.Citation;
import dev.converge.llm.model.CitedPage;
import dev.converge.llm.model.TextRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Gathers the pages that a response names, each once, in the order in which they come.
final class PageList {
  private static final class Page {
    @Nullable String title;
    @Nullable String passage;
    @Nullable String time;
    int number;
    final List<TextRange> places = new ArrayList<>();
  }

  private final Map<String, Page> pages = new LinkedHashMap<>();

  /// Adds a page that does not say when it was written.
  void add(
      String url,
      @Nullable String title,
      @Nullable String passage,
      int number,
      Optional<TextRange> place) {
    add(url, title, passage, null, number, place);
  }

  /// Adds a page, if it has an address.
  ///
  /// @param number by which markers in the text mean it, or 0
  /// @param place in the text that rests on it, or empty
  void add(
      String url,
      @Nullable String title,
      @Nullable String passage,
      @Nullable String time,
      int number,
      Optional<TextRange> place) {
    if (url.isBlank()) {
      return;
    }
    Page page = pages.computeIfAbsent(url, _ -> new Page());
    page.title = page.title == null ? title : page.title;
    page.passage = page.passage == null ? passage : page.passage;
    page.time = page.time == null ? time : page.time;
    page.number = page.number == 0 ? number : page.number;
    place.ifPresent(page.places::add);
  }

  /// Adds a page that a search found, as Perplexity tells it.
  ///
  /// @param number by which markers in the text mean it, or 0
  void addFound(Json.Obj page, int number) {
    add(
        OptionalMembers.textOrEmpty(page, "url"),
        OptionalMembers.text(page, "title").orElse(null),
        OptionalMembers.text(page, "snippet").orElse(null),
        OptionalMembers.text(page, "last_updated")
            .or(() -> OptionalMembers.text(page, "date"))
            .orElse(null),
        number,
        Optional.empty());
  }

  List<CitedPage> all() {
    List<CitedPage> all = new ArrayList<>();
    pages.forEach((url, page) ->
        all.add(
            new CitedPage(
                new Citation(url, page.title, page.passage, page.time), page.number, page.places)));
    return all;
  }

  /// A count of characters that a response has under a name.
  static Optional<Integer> index(Json.Obj from, String name) {
    return OptionalMembers.number(from, name)
        .filter(value -> value >= 0 && value <= Integer.MAX_VALUE && Math.rint(value) == value)
        .map(Double::intValue);
  }
}
