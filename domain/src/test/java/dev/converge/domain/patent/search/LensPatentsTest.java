package dev.converge.domain.patent.search;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.converge.core.json.Json;
import dev.converge.domain.patent.Passage;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LensPatentsTest extends PatentSourceContract {
  @Override
  PatentApi api(URI address) {
    return new LensApi(address, KEY);
  }

  private static Json.Obj text(String text, String language) {
    return Json.object().put("text", text).put("lang", language).build();
  }

  private static Json.Obj name(String name) {
    return Json.object()
        .put("residence", "GB")
        .put("extracted_name", Json.object().put("value", name).build())
        .build();
  }

  private static Json one(Json.Obj... items) {
    return Json.array(List.of(items));
  }

  private static Json.Obj entry(Sample one) {
    Json.Obj biblio =
        Json.object()
            .put("invention_title", one(text("Wasserkessel", "de"), text(one.title(), "en")))
            .put(
                "parties",
                Json.object()
                    .put("applicants", one(name("Kettles Ltd")))
                    .put("inventors", one(name("Ada Boiler")))
                    .build())
            .put(
                "classifications_cpc",
                Json.object()
                    .put(
                        "classifications",
                        one(
                            Json.object().put("symbol", "A47J27/21").build(),
                            Json.object().put("symbol", "A47J27/21").build()))
                    .build())
            .put(
                "priority_claims",
                Json.object()
                    .put("earliest_claim", Json.object().put("date", "1998-02-03").build())
                    .build())
            .build();
    Json.Obj claims =
        Json.object()
            .put(
                "claims",
                one(
                    Json.object().put("claim_text", List.of("1. A kettle with a lid.")).build(),
                    Json.object().put("claim_text", List.of("2. As claim 1, of tin.")).build()))
            .put("lang", "EN")
            .build();
    return Json.object()
        .put("lens_id", "031-156-664-516-15" + one.number())
        .put("jurisdiction", "EP")
        .put("doc_number", "90000" + one.number())
        .put("kind", "A1")
        .put("date_published", one.published().toString())
        .put("docdb_id", 499168393)
        .put("biblio", biblio)
        .put("abstract", one(text("A kettle has a lid. The lid closes it.", "en")))
        .put("claims", one(claims))
        .build();
  }

  @Override
  Json.Obj page(List<Sample> samples, long total) {
    List<Json.Obj> data = new ArrayList<>();
    samples.forEach(one -> data.add(entry(one)));
    return Json.object()
        .put("data", Json.array(data))
        .put("total", (double) total)
        .put("max_score", 12.5)
        .put("results", samples.size())
        .build();
  }

  @Override
  ResponseDefinitionBuilder nothing() {
    return aResponse().withStatus(404).withBody("{\"message\":\"No results\"}");
  }

  @Override
  String path() {
    return "/patent/search";
  }

  @Override
  String[] rest() {
    return new String[] {"x-rate-limit-remaining-request-per-minute", "0"};
  }

  @Override
  String[] retryAfter(long seconds) {
    return new String[] {"x-rate-limit-retry-after-seconds", Long.toString(seconds)};
  }

  @Override
  String id(int number) {
    return "EP90000" + number + "A1";
  }

  @Test
  void claimsAndSummaryBecomePassages() throws Exception {
    stub(good(samples(1, 1), 1));
    PatentHit hit = source(Duration.ofSeconds(20)).search(query(null, 5)).getFirst();
    assertEquals(
        List.of("title", "abstract", "abstract", "claim 1", "claim 2"),
        hit.passages().stream().map(Passage::where).toList());
    assertEquals(LocalDate.of(1998, 2, 3), hit.document().priority());
    assertEquals("https://lens.org/031-156-664-516-151", hit.document().url());
  }

  @Test
  void theTokenIsABearersAndPagesAreAskedForFromAPlaceOn() throws Exception {
    stub(good(samples(1, 3), 9));
    source(Duration.ofSeconds(20)).search(query(null, 8));
    assertEquals("Bearer " + KEY, searches().getFirst().getHeader("authorization"));
    Json.Obj second = (Json.Obj) Json.parse(searches().get(1).getBodyAsString());
    assertEquals(Json.of(3), second.get("from").orElseThrow());
    assertEquals(Json.of(8), second.get("size").orElseThrow());
  }
}
