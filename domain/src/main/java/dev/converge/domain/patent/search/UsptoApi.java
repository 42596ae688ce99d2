package dev.converge.domain.patent.search;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The search for patent applications of the United States Patent and Trademark Office's Open Data
/// Portal: `GET /api/v1/patent/applications/search`, documented at
/// <https://data.uspto.gov/apis/patent-file-wrapper/search>. It knows titles and classes, no
/// abstracts and no claims.
record UsptoApi(URI address, String key) implements OneKeyApi {
  /// Where it is.
  static final URI ADDRESS = URI.create("https://api.uspto.gov");

  /// The variable that has the key.
  static final String KEY = "USPTO_API_KEY";

  private static final String SEARCH = "/api/v1/patent/applications/search";
  private static final String FIELDS = "applicationNumberText,applicationMetaData";
  private static final Pattern NUMBER = Pattern.compile("[^A-Z0-9]");

  @Override
  public PatentDialect dialect() {
    return PatentDialect.USPTO;
  }

  @Override
  public List<String> variables() {
    return List.of(KEY);
  }

  @Override
  public HttpRequest.Builder request(PatentWire wire, String query, int from, int size) {
    String words = URLEncoder.encode(query, StandardCharsets.UTF_8);
    return HttpRequest.newBuilder(
            URI.create(
                "%s%s?q=%s&offset=%d&limit=%d&fields=%s"
                    .formatted(address, SEARCH, words, from, size, FIELDS)))
        .header("x-api-key", key)
        .header("accept", "application/json");
  }

  @Override
  public Page page(PatentJson body) {
    long total = body.at("count").count();
    List<Optional<PatentDocument>> documents = new ArrayList<>();
    if (total > 0) {
      for (PatentJson each : body.at("patentFileWrapperDataBag").items()) {
        documents.add(document(each));
      }
    }
    return new Page(documents, total);
  }

  private Optional<PatentDocument> document(PatentJson one) {
    String application = one.at("applicationNumberText").text();
    PatentJson data = one.at("applicationMetaData");
    Optional<LocalDate> early = data.maybe("earliestPublicationDate").map(PatentJson::date);
    Optional<LocalDate> granted = data.maybe("grantDate").map(PatentJson::date);
    if (early.isEmpty() && granted.isEmpty()) {
      return Optional.empty();
    }
    // What was published first is what counts against a later invention.
    boolean grant = early.isEmpty() || granted.filter(day -> day.isBefore(early.get())).isPresent();
    String number =
        grant ? "US" + data.at("patentNumber").text() : data.at("earliestPublicationNumber").text();
    return Optional.of(
        new PatentDocument(
            NUMBER.matcher(number).replaceAll(""),
            data.at("inventionTitle").text(),
            "",
            List.of(),
            texts(data, "cpcClassificationBag"),
            grant ? granted.orElseThrow() : early.orElseThrow(),
            data.maybe("effectiveFilingDate")
                .or(() -> data.maybe("filingDate"))
                .map(PatentJson::date)
                .orElse(null),
            data.text("firstApplicantName"),
            inventors(data),
            address + "/api/v1/patent/applications/" + application));
  }

  private static List<String> texts(PatentJson data, String name) {
    List<String> all = new ArrayList<>();
    for (PatentJson each : data.each(name)) {
      all.add(each.text());
    }
    return all;
  }

  private static List<String> inventors(PatentJson data) {
    List<String> names = new ArrayList<>();
    for (PatentJson each : data.each("inventorBag")) {
      String name = each.text("inventorNameText");
      if (!name.isEmpty()) {
        names.add(name);
      }
    }
    return names;
  }

  /// The portal says "no matching records" with a 404.
  @Override
  public boolean nothingFound(PatentReply reply) {
    return reply.status() == 404 && reply.body().contains("No matching records");
  }

  @Override
  public Optional<Duration> pause(PatentReply reply) {
    return PatentPause.of(reply);
  }
}
