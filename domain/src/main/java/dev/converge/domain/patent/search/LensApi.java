package dev.converge.domain.patent.search;

import dev.converge.core.json.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The patent search of The Lens: `POST /patent/search`, documented at
/// <https://docs.api.lens.org/request-patent.html>.
record LensApi(URI address, String key) implements OneKeyApi {
  /// Where it is.
  static final URI ADDRESS = URI.create("https://api.lens.org");

  /// The variable that has the token.
  static final String KEY = "LENS_API_TOKEN";

  /// How long it is left alone once no request of the minute is left and it does not say.
  static final Duration REST = Duration.ofSeconds(10);

  private static final List<String> FIELDS = List.of("title", "abstract", "claim");
  private static final List<String> INCLUDE =
      List.of(
          "lens_id",
          "jurisdiction",
          "doc_number",
          "kind",
          "date_published",
          "biblio",
          "abstract",
          "claims");

  @Override
  public PatentDialect dialect() {
    return PatentDialect.LENS;
  }

  @Override
  public List<String> variables() {
    return List.of(KEY);
  }

  @Override
  public HttpRequest.Builder request(PatentWire wire, String query, int from, int size) {
    Json words = Json.object().put("query", query).put("fields", FIELDS).build();
    String body =
        Json.object()
            .put("query", Json.object().put("query_string", words).build())
            .put("from", from)
            .put("size", size)
            .put("include", INCLUDE)
            .build()
            .canonical();
    return HttpRequest.newBuilder(URI.create(address + "/patent/search"))
        .header("authorization", "Bearer " + key)
        .header("content-type", "application/json")
        .header("accept", "application/json")
        .POST(BodyPublishers.ofString(body));
  }

  @Override
  public Page page(PatentJson body) {
    List<Optional<PatentDocument>> documents = new ArrayList<>();
    for (PatentJson each : body.at("data").items()) {
      documents.add(document(each));
    }
    return new Page(documents, body.at("total").count());
  }

  static Optional<PatentDocument> document(PatentJson one) {
    PatentJson biblio = one.at("biblio");
    String title = inEnglish(biblio, "invention_title");
    if (title.isEmpty() || one.maybe("date_published").isEmpty()) {
      return Optional.empty();
    }
    List<String> applicants = names(biblio, "applicants");
    return Optional.of(
        new PatentDocument(
            one.at("jurisdiction").text() + one.at("doc_number").text() + one.text("kind"),
            title,
            inEnglish(one, "abstract"),
            claims(one),
            classes(biblio),
            one.at("date_published").date(),
            biblio
                .maybe("priority_claims")
                .flatMap(claims -> claims.maybe("earliest_claim"))
                .flatMap(claim -> claim.maybe("date"))
                .map(PatentJson::date)
                .orElse(null),
            applicants.isEmpty() ? "" : applicants.getFirst(),
            names(biblio, "inventors"),
            "https://lens.org/" + one.at("lens_id").text()));
  }

  /// Of texts in several languages the English one, or else the first.
  private static String inEnglish(PatentJson one, String texts) {
    String first = "";
    for (PatentJson each : one.each(texts)) {
      String text = each.text("text");
      if (each.text("lang").equalsIgnoreCase("en") && !text.isEmpty()) {
        return text;
      }
      first = first.isEmpty() ? text : first;
    }
    return first;
  }

  private static List<String> claims(PatentJson one) {
    for (PatentJson language : one.each("claims")) {
      List<String> texts = new ArrayList<>();
      for (PatentJson claim : language.at("claims").items()) {
        for (PatentJson text : claim.at("claim_text").items()) {
          texts.add(text.text());
        }
      }
      if (!texts.isEmpty()) {
        return texts;
      }
    }
    return List.of();
  }

  private static List<String> classes(PatentJson biblio) {
    List<String> symbols = new ArrayList<>();
    for (PatentJson each : biblio.each("classifications_cpc", "classifications")) {
      String symbol = each.at("symbol").text();
      if (!symbols.contains(symbol)) {
        symbols.add(symbol);
      }
    }
    return symbols;
  }

  private static List<String> names(PatentJson biblio, String group) {
    List<String> names = new ArrayList<>();
    for (PatentJson each : biblio.each("parties", group)) {
      each.maybe("extracted_name")
          .map(name -> name.text("value"))
          .filter(name -> !name.isEmpty())
          .ifPresent(names::add);
    }
    return names;
  }

  /// An empty result may come as a 404 in its own form; a page of somebody else is an error.
  @Override
  public boolean nothingFound(PatentReply reply) {
    return reply.status() == 404 && reply.body().strip().startsWith("{");
  }

  @Override
  public Optional<Duration> pause(PatentReply reply) {
    Optional<Duration> asked =
        PatentPause.seconds(reply.header("x-rate-limit-retry-after-seconds"))
            .or(() -> PatentPause.of(reply));
    if (!reply.good()) {
      return asked;
    }
    boolean spent =
        reply.header("x-rate-limit-remaining-request-per-minute").strip().equals("0")
            || reply.header("x-rate-limit-remaining").strip().equals("0");
    return spent ? asked.or(() -> Optional.of(REST)) : Optional.empty();
  }
}
