package dev.converge.domain.patent.search;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.json.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EpoPatentsTest extends PatentSourceContract {
  private static final String TOKENS = "/base/auth/accesstoken";
  private static final String BASIC =
      Base64.getEncoder().encodeToString(("user:" + KEY).getBytes(StandardCharsets.UTF_8));

  @Override
  PatentApi api(URI address) {
    return new EpoApi(address, "user", KEY);
  }

  @Override
  void before() {
    token("token-1");
  }

  private void token(String token) {
    server.stubFor(
        post(urlPathEqualTo(TOKENS))
            .willReturn(
                aResponse()
                    .withBody(
                        "{\"access_token\":\"%s\",\"token_type\":\"BearerToken\",\"expires_in\":\"1199\",\"status\":\"approved\"}"
                            .formatted(token))));
  }

  private static Json.Obj text(String text) {
    return Json.object().put("$", text).build();
  }

  private static Json.Obj text(String text, String language) {
    return Json.object().put("$", text).put("@lang", language).build();
  }

  private static Json.Obj inside(String name, Json value) {
    return Json.object().put(name, value).build();
  }

  private static Json.Obj party(String member, String format, String name) {
    return Json.object()
        .put("@sequence", "1")
        .put("@data-format", format)
        .put(member + "-name", inside("name", text(name)))
        .build();
  }

  private static Json.Obj classification() {
    return Json.object()
        .put("@sequence", "1")
        .put("classification-scheme", Json.object().put("@scheme", "CPCI").build())
        .put("section", text("A"))
        .put("class", text("47"))
        .put("subclass", text("J"))
        .put("main-group", text("27"))
        .put("subgroup", text("21"))
        .build();
  }

  private static Json.Obj entry(Sample one) {
    Json.Obj docdb =
        Json.object()
            .put("@document-id-type", "docdb")
            .put("country", text("EP"))
            .put("doc-number", text("90000" + one.number()))
            .put("kind", text("A1"))
            .put("date", text(one.published().format(DateTimeFormatter.BASIC_ISO_DATE)))
            .build();
    Json.Obj epodoc =
        Json.object()
            .put("@document-id-type", "epodoc")
            .put("doc-number", text("EP90000" + one.number()))
            .build();
    Json.Obj biblio =
        Json.object()
            .put("publication-reference", inside("document-id", Json.array(List.of(epodoc, docdb))))
            .put("patent-classifications", inside("patent-classification", classification()))
            .put(
                "parties",
                Json.object()
                    .put(
                        "applicants",
                        inside(
                            "applicant",
                            Json.array(
                                List.of(
                                    party("applicant", "epodoc", "KETTLES LTD [GB]"),
                                    party("applicant", "original", "Kettles Ltd")))))
                    .put(
                        "inventors",
                        inside("inventor", party("inventor", "original", "Ada Boiler,")))
                    .build())
            .put(
                "invention-title",
                Json.array(List.of(text("Wasserkessel", "de"), text(one.title(), "en"))))
            .build();
    return inside(
        "exchange-document",
        Json.object()
            .put("@system", "ops.epo.org")
            .put("@family-id", "12345")
            .put("@country", "EP")
            .put("@doc-number", "90000" + one.number())
            .put("@kind", "A1")
            .put("bibliographic-data", biblio)
            .put(
                "abstract",
                Json.object().put("@lang", "en").put("p", text("A kettle has a lid.")).build())
            .build());
  }

  @Override
  Json.Obj page(List<Sample> samples, long total) {
    List<Json.Obj> entries = new ArrayList<>();
    samples.forEach(one -> entries.add(entry(one)));
    // One entry stands alone, several in an array.
    Json documents = entries.size() == 1 ? entries.getFirst() : Json.array(entries);
    Json.Obj search =
        Json.object()
            .put("@total-result-count", Long.toString(total))
            .put("ops:query", Json.object().put("@syntax", "CQL").put("$", "ta=kettle").build())
            .put("ops:range", Json.object().put("@begin", "1").put("@end", "25").build())
            .put("ops:search-result", inside("exchange-documents", documents))
            .build();
    return inside("ops:world-patent-data", inside("ops:biblio-search", search));
  }

  @Override
  ResponseDefinitionBuilder nothing() {
    return aResponse()
        .withStatus(404)
        .withBody(
            "<fault xmlns=\"http://ops.epo.org\"><code>SERVER.EntityNotFound</code>"
                + "<message>No results found</message></fault>");
  }

  @Override
  String path() {
    return "/rest-services/published-data/search/biblio";
  }

  @Override
  String[] rest() {
    return new String[] {
      "x-throttling-control", "busy (images=green:100, other=green:1000, search=yellow:30)"
    };
  }

  @Override
  String[] retryAfter(long seconds) {
    return new String[] {"retry-after", Long.toString(seconds * 1000)};
  }

  @Override
  String id(int number) {
    return "EP90000" + number + "A1";
  }

  @Override
  int attemptsOf(int status) {
    return status == 401 ? 2 : 1;
  }

  @Test
  void aTokenIsFetchedOnceWithKeyAndSecretAndSentWithEverySearch() throws Exception {
    stub(good(samples(1, 3), 9));
    RemotePatents source = source(Duration.ofSeconds(20));
    source.search(query(null, 8));
    source.search(query(null, 3));
    server.verify(
        1,
        postRequestedFor(urlPathEqualTo(TOKENS))
            .withHeader("authorization", equalTo("Basic " + BASIC))
            .withRequestBody(equalTo("grant_type=client_credentials")));
    searches().forEach(r -> assertEquals("Bearer token-1", r.getHeader("authorization")));
    assertTrue(searches().get(1).getUrl().endsWith("&Range=4-11"), searches().get(1).getUrl());
  }

  @Test
  void aTokenThatIsNoLongerGoodIsFetchedAgain() throws Exception {
    RemotePatents source = source(Duration.ofSeconds(20));
    stub(good(samples(1, 1), 1));
    source.search(query(null, 1));
    stub(aResponse().withStatus(401).withBody("invalid_access_token"));
    server.stubFor(
        WireMock.get(WireMock.urlPathMatching("/base" + path()))
            .withHeader("authorization", equalTo("Bearer token-2"))
            .willReturn(good(samples(2, 2), 1)));
    token("token-2");
    assertEquals(id(2), source.search(query(null, 1)).getFirst().document().id());
  }

  @Test
  void aSecretThatIsWrongIsSaidAndNotShown() {
    server.stubFor(
        post(urlPathEqualTo(TOKENS))
            .willReturn(aResponse().withStatus(401).withBody("no: Basic " + BASIC)));
    PatentSearchException e =
        assertThrows(
            PatentSearchException.class,
            () -> source(Duration.ofSeconds(20)).search(query(null, 1)));
    assertEquals(FailureKind.FORBIDDEN, e.kind());
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains("a valid key in EPO_OPS_KEY and EPO_OPS_SECRET"), message);
    assertFalse(message.contains(BASIC), message);
  }

  @Test
  void aTokenThatCannotBeReadIsNeverShown() {
    server.stubFor(
        post(urlPathEqualTo(TOKENS)).willReturn(aResponse().withBody("{\"access\":\"secret\"}")));
    PatentSearchException e =
        assertThrows(
            PatentSearchException.class,
            () -> source(Duration.ofSeconds(20)).search(query(null, 1)));
    assertEquals(FailureKind.MALFORMED, e.kind());
    assertFalse(String.valueOf(e.getMessage()).contains("secret\""), e.getMessage());
  }

  @Test
  void aSpentQuotaIsNotAForbiddenKey() {
    stub(
        aResponse()
            .withStatus(403)
            .withHeader("x-rejection-reason", "IndividualQuotaPerHour")
            .withHeader("x-throttling-control", "idle (search=black:0)"));
    PatentSearchException e =
        assertThrows(
            PatentSearchException.class,
            () -> source(Duration.ofSeconds(20)).search(query(null, 1)));
    assertEquals(FailureKind.UNAVAILABLE, e.kind());
    assertEquals(EpoApi.REST, e.retryAfter());
  }
}
