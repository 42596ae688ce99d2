package dev.converge.domain.patent.search;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.converge.core.json.Json;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class UsptoPatentsTest extends PatentSourceContract {
  @Override
  PatentApi api(URI address) {
    return new UsptoApi(address, KEY);
  }

  private static Json.Obj entry(int number, Json.Builder data) {
    data.put("inventionTitle", new Sample(number, LocalDate.EPOCH).title())
        .put("applicationTypeLabelName", "Utility")
        .put("applicationStatusCode", 150)
        .put("firstApplicantName", "Kettles Ltd")
        .put("filingDate", "1998-01-02")
        .put("effectiveFilingDate", "1998-02-03")
        .put("cpcClassificationBag", List.of("A47J27/21", "A47J36/06"))
        .put(
            "inventorBag",
            Json.array(
                List.of(
                    Json.object()
                        .put("firstName", "Ada")
                        .put("inventorNameText", "Ada Boiler")
                        .put("countryCode", "US")
                        .build())));
    return Json.object()
        .put("applicationNumberText", "1410" + number)
        .put("applicationMetaData", data.build())
        .put("lastIngestionTime", "2024-09-15T21:19:01")
        .build();
  }

  @Override
  Json.Obj page(List<Sample> samples, long total) {
    List<Json.Obj> bag = new ArrayList<>();
    for (Sample one : samples) {
      bag.add(
          entry(
              one.number(),
              Json.object()
                  .put("patentNumber", "600000" + one.number())
                  .put("grantDate", one.published().toString())));
    }
    return Json.object()
        .put("count", (double) total)
        .put("patentFileWrapperDataBag", Json.array(bag))
        .put("requestIdentifier", "e3f6")
        .build();
  }

  @Override
  ResponseDefinitionBuilder nothing() {
    return aResponse()
        .withStatus(404)
        .withBody(
            "{\"code\":404,\"error\":\"Not Found\",\"errorDetails\":\"No matching records found,"
                + " refine your search criteria and try again\"}");
  }

  @Override
  String path() {
    return "/api/v1/patent/applications/search";
  }

  @Override
  String[] rest() {
    return retryAfter(2);
  }

  @Override
  String[] retryAfter(long seconds) {
    return new String[] {"retry-after", Long.toString(seconds)};
  }

  @Override
  String id(int number) {
    return "US600000" + number;
  }

  private Optional<PatentDocument> read(Json.Builder data) {
    Json.Obj body =
        Json.object()
            .put("count", 1)
            .put("patentFileWrapperDataBag", Json.array(List.of(entry(1, data))))
            .build();
    return api(UsptoApi.ADDRESS).page(PatentJson.parse(body.canonical())).documents().getFirst();
  }

  @Test
  void theFirstPublicationIsTheOneThatCounts() {
    PatentDocument document =
        read(Json.object()
                .put("earliestPublicationNumber", "US 2014-0167116 A1")
                .put("earliestPublicationDate", "2014-06-19")
                .put("patentNumber", "9362380")
                .put("grantDate", "2016-06-07"))
            .orElseThrow();
    assertEquals("US20140167116A1", document.id());
    assertEquals(LocalDate.of(2014, 6, 19), document.published());
    assertEquals(LocalDate.of(1998, 2, 3), document.priority());
    assertEquals("https://api.uspto.gov/api/v1/patent/applications/14101", document.url());
  }

  @Test
  void anApplicationThatWasNotPublishedIsNotADocument() {
    assertTrue(read(Json.object()).isEmpty());
  }

  @Test
  void aDateToComeBackAtCountsFromTheAnswersOwn() {
    stub(
        aResponse()
            .withStatus(429)
            .withHeader("date", "Fri, 20 Nov 2026 12:00:00 GMT")
            .withHeader("retry-after", "Fri, 20 Nov 2026 12:10:00 GMT"));
    PatentSearchException e =
        assertThrows(
            PatentSearchException.class,
            () -> source(Duration.ofSeconds(20)).search(query(null, 1)));
    assertEquals(Duration.ofMinutes(10), e.retryAfter());
  }

  @Test
  void theKeyIsSentAndPagesAreAskedForByOffset() throws Exception {
    stub(good(samples(1, 3), 9));
    source(Duration.ofSeconds(20)).search(query(null, 8));
    assertEquals(KEY, searches().getFirst().getHeader("x-api-key"));
    assertTrue(searches().get(1).getUrl().contains("offset=3&limit=8"), searches().get(1).getUrl());
  }
}
