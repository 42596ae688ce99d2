package dev.converge.llm.search;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.core.proposal.Citation;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// How one search engine is asked, and how it answers.
interface SearchForm {
  /// Pages that are asked for.
  int PAGES = 8;

  /// The engine's name.
  String name();

  /// What a search costs, in millionths of a US dollar.
  long costMicros();

  /// The variable that sets it up, for messages.
  String variable();

  /// The secret that no message may show; empty where there is none.
  String secret();

  /// The request for a search.
  HttpRequest.Builder request(String query);

  /// The objects of an answer that are pages.
  List<Json.Obj> results(Json.Obj body);

  /// A page of an answer.
  Citation page(Json.Obj result);

  /// A page whose address and title are in `url` and `title`.
  ///
  /// @param text the member with what the page says
  /// @param dates members of which the first that is there has the page's date
  static Citation page(Json.Obj result, String text, String... dates) {
    return new Citation(
        OptionalMembers.textOrEmpty(result, "url"),
        OptionalMembers.text(result, "title").orElse(null),
        OptionalMembers.text(result, text).orElse(null),
        any(result, dates).orElse(null));
  }

  /// A query as a part of an address.
  static String encoded(String query) {
    return URLEncoder.encode(query, StandardCharsets.UTF_8);
  }

  /// An address without the slash at its end, and what stands below it.
  static URI uri(String base, String path) {
    return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
  }

  /// The first of some members that has a text.
  static Optional<String> any(Json.Obj from, String... names) {
    for (String name : names) {
      Optional<String> text = OptionalMembers.text(from, name).filter(each -> !each.isBlank());
      if (text.isPresent()) {
        return text;
      }
    }
    return Optional.empty();
  }
}
