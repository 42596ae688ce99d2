package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.converge.cli.config.Config;
import dev.converge.core.json.Json;
import dev.converge.testkit.Browser;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pages of other sites in a real browser, against a server without authentication on the reader's
/// own machine: they can read nothing and change nothing.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OtherOriginTest {
  private static final String HEAD = "/api/v1/jobs/";

  private Browser browser;
  private HttpServer site;

  @SuppressWarnings("NullAway.Init") // set at the beginning of each test
  private Served serving;

  private String job = "";

  @BeforeAll
  void open(@TempDir Path profile) throws IOException {
    browser = new Browser(profile, "--host-resolver-rules=MAP *.example 127.0.0.1");
    site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    site.createContext("/", OtherOriginTest::serve);
    site.start();
  }

  private static void serve(HttpExchange exchange) throws IOException {
    try (exchange;
        InputStream in = OtherOriginTest.class.getResourceAsStream("other-origin.html")) {
      byte[] html = in.readAllBytes();
      exchange.getResponseHeaders().set("content-type", "text/html; charset=utf-8");
      exchange.sendResponseHeaders(200, html.length);
      exchange.getResponseBody().write(html);
    }
  }

  @AfterAll
  void close() {
    if (browser != null) {
      browser.close();
    }
    if (site != null) {
      site.stop(0);
    }
  }

  @TempDir private Path folder = Path.of("");

  @AfterEach
  void stop() {
    browser.open("about:blank");
    if (serving != null) {
      serving.close();
    }
  }

  private void start(boolean insecure) throws IOException {
    serving =
        Served.start(
            Config.load(
                Map.of(
                    "--port", List.of("0"),
                    "--grace-period", List.of("2s"),
                    "--data", List.of(folder.resolve("data").toString()),
                    "--templates", List.of(HeldJobs.template(folder).toString()),
                    "--insecure", List.of(String.valueOf(insecure))),
                Map.of(),
                folder),
            Map.of());
    serving.recover();
    AggregatedHttpResponse submitted =
        WebClient.of(serving.url())
            .prepare()
            .post("/api/v1/jobs")
            .content(MediaType.JSON, HeldJobs.HELD)
            .execute()
            .aggregate()
            .join();
    job = HeldJobs.text(submitted.contentUtf8(), "job_id");
    get(HEAD + job + "?wait=30s");
  }

  private String get(String path) {
    return WebClient.of(serving.url()).get(path).aggregate().join().contentUtf8();
  }

  private int port() {
    return Integer.parseInt(serving.url().substring(serving.url().lastIndexOf(':') + 1));
  }

  /// All that a page could want to change.
  private String everything() {
    return get("/api/v1/jobs")
        + get(HEAD + job)
        + get(HEAD + job + "/facts")
        + get(HEAD + job + "/proposals")
        + get("/api/v1/templates");
  }

  private String proposal() {
    return get(HEAD + job + "/proposals").replaceAll("(?s).*\"proposal_id\":\"([^\"]+)\".*", "$1");
  }

  /// Has the page try everything against an address; what it was told, by what it tried.
  private Map<String, Json> attempts(String server) {
    String told =
        browser.evaluate(
            "attack('%s', '%s', '%s').then(JSON.stringify)".formatted(server, job, proposal()));
    assertFalse(told.contains(job), told);
    assertFalse(told.contains("Rivers"), told);
    return ((Json.Obj) Json.parse(told)).fields();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPageOfAnotherOriginCanNeitherReadNorChangeAnything(boolean insecure) throws Exception {
    start(insecure);
    String before = everything();
    for (String origin : List.of("evil.example", "127.0.0.1", "localhost")) {
      browser.open("http://" + origin + ":" + site.getAddress().getPort() + "/");
      Map<String, Json> told = attempts(serving.url());
      assertTrue(told.size() > 30, told::toString);
      told.forEach(
          (what, outcome) -> assertEquals(Json.of("nothing"), outcome, origin + ": " + what));
      assertEquals(before, everything());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aNameReboundToThisMachineCanNeitherReadNorChangeAnything(boolean insecure) throws Exception {
    start(insecure);
    String before = everything();
    String rebound = "http://evil.example:" + port();
    browser.open(rebound + "/");
    assertTrue(browser.evaluate("document.body.innerText").contains("misdirected"));
    assertEquals(rebound, browser.evaluate("location.origin"));
    try (InputStream in = OtherOriginTest.class.getResourceAsStream("other-origin.html")) {
      String html = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      browser.evaluate(
          html.substring(html.indexOf("<script>") + 8, html.indexOf("</script>")) + "; 0");
    }
    Map<String, Json> told = attempts(rebound);
    told.forEach((what, outcome) -> {
      String text = ((Json.Str) outcome).value();
      assertTrue(List.of("nothing", "421").contains(text), what + ": " + text);
    });
    assertEquals(Json.of("421"), told.get("grpc-web GetJob"));
    assertEquals(Json.of("421"), told.get("cors GET /api/v1/jobs"));
    assertEquals(before, everything());
  }

  @Test
  void theSameAttemptsOfTheOwnPageReadAndChange() throws Exception {
    start(false);
    browser.open(serving.url() + "/");
    String state =
        browser.evaluate(
            "fetch('/api/v1/jobs/" + job + "').then(r => r.json()).then(j => j.status)");
    assertEquals("waiting", state);
    browser.evaluate(
        "fetch('/api/v1/jobs/"
            + job
            + "/proposals/"
            + proposal()
            + "/approve', {method: 'POST', body: '{\"actor\":\"ann\"}',"
            + " headers: {'content-type': 'application/json'}}).then(r => r.status)");
    assertTrue(get(HEAD + job + "?wait=30s").contains("\"converged\""));
  }
}
