package dev.converge.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What just fits is taken, and one more is refused as documented; case C05 and parts of E of the
/// public reports.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OneMoreTest {
  private static final String JOBS = "/api/v1/jobs";
  private Fixture server;
  private String waiting;

  @BeforeAll
  void start() {
    server = new Fixture();
    waiting = server.submitted("gate");
    server.once(waiting, "waiting");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /// What is limited, in a body that is right but for its size.
  enum Limit {
    SEEDS(1_000),
    /// 256 KiB as JSON, with the quotes.
    SEED_CONTENT(262_142),
    SEED_ID(200),
    CORRELATION_ID(200),
    METADATA(65_536),
    DEPTH(64),
    /// Digits.
    NUMBER_LENGTH(1_000),
    KEY(255),
    ACTOR(200),
    COMMENT(10_000),
    REASON(2_000),
    OBSERVED_CONTENT(262_142);

    private final int most;

    Limit(int most) {
      this.most = most;
    }
  }

  private HttpResponse<String> sent(Limit limit, int size) {
    String text = "x".repeat(size);
    return switch (limit) {
      case SEEDS ->
          server.post(
              JOBS,
              IntStream.range(0, size)
                  .mapToObj(i -> "{\"id\":\"seed:" + i + "\",\"content\":\"x\"}")
                  .collect(Collectors.joining(",", "{\"template\":\"empty\",\"seeds\":[", "]}")));
      case SEED_CONTENT -> job("\"seed:1\"", "\"" + text + "\"", "");
      case SEED_ID -> job("\"seed:" + "x".repeat(size - 5) + "\"", "\"x\"", "");
      case CORRELATION_ID -> job("\"seed:1\"", "\"x\"", ",\"correlation_id\":\"" + text + "\"");
      case METADATA ->
          job("\"seed:1\"", "\"x\"", ",\"metadata\":{\"m\":\"" + "x".repeat(size - 8) + "\"}");
      case DEPTH ->
          job(
              "\"seed:1\"",
              "\"x\"",
              ",\"metadata\":{\"m\":" + "[".repeat(size - 2) + "]".repeat(size - 2) + "}");
      case NUMBER_LENGTH ->
          job("\"seed:1\"", "\"x\"", ",\"metadata\":{\"m\":0." + "0".repeat(size - 1) + "}");
      case KEY ->
          server.send(
              server
                  .request(JOBS)
                  .header("content-type", "application/json")
                  .header("idempotency-key", text)
                  .POST(HttpRequest.BodyPublishers.ofString(Fixture.job("empty"))));
      case ACTOR -> server.post(waiting + "/resume", "{\"actor\":\"" + text + "\"}");
      case COMMENT ->
          server.post(
              waiting + "/proposals/prop:none/approve",
              "{\"actor\":\"ann\",\"comment\":\"" + text + "\"}");
      case REASON ->
          server.post(server.submitted("empty") + "/cancel", "{\"reason\":\"" + text + "\"}");
      case OBSERVED_CONTENT ->
          server.post(waiting + "/observations", "{\"key\":\"A\",\"content\":\"" + text + "\"}");
    };
  }

  private HttpResponse<String> job(String id, String content, String more) {
    return server.post(
        JOBS,
        "{\"template\":\"empty\",\"seeds\":[{\"id\":"
            + id
            + ",\"content\":"
            + content
            + "}]"
            + more
            + "}");
  }

  @ParameterizedTest
  @EnumSource
  void whatFitsIsTakenAndOneMoreIsRefused(Limit limit) {
    HttpResponse<String> fits = sent(limit, limit.most);
    // Approving what is not there is refused for that, and not for its comment.
    boolean taken = fits.statusCode() < 300 || fits.statusCode() == 404 || fits.statusCode() == 409;
    assertTrue(taken, limit + ": " + fits.statusCode() + fits.body());
    HttpResponse<String> more = sent(limit, limit.most + 1);
    boolean refused = more.statusCode() == 422 || more.statusCode() == 400;
    assertTrue(refused, limit + ": " + more.statusCode() + more.body());
    String told = more.body().replace(",", "");
    assertTrue(
        told.contains("expected: ") || told.contains("at most "), limit + ": " + more.body());
  }

  // C05
  @Test
  void aJobAtTheLimitCanBeCancelledAndOneBeyondIsNeverTaken() {
    String job = Fixture.job("held");
    String fits = job + " ".repeat((1 << 20) - job.length());
    HttpResponse<String> taken = server.post(JOBS, fits);
    assertEquals(202, taken.statusCode());
    String self = taken.headers().firstValue("location").orElseThrow();
    HttpResponse<String> cancelled =
        server.send(server.request(self + "/cancel").POST(HttpRequest.BodyPublishers.noBody()));
    assertEquals("cancelled", Fixture.text(Fixture.json(cancelled), "status"));
    ServerTest.assertProblem(413, "too_large", server.post(JOBS, fits + " "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /api/v1/jobs",
        "POST {job}/observations",
        "POST {job}/cancel",
        "POST {job}/proposals/p/approve",
        "POST {job}/proposals/p/reject",
        "POST {job}/replay",
        "PATCH {job}/budget",
        "POST /api/v1/templates/validate",
        "PUT /api/v1/templates/x/versions/1.0.0",
      })
  // E02
  void noBodyIsTooDeepForTheServer(String route) {
    String[] parts = route.split(" ", -1);
    for (String deep : new String[] {"[".repeat(100_000), "{\"a\":".repeat(100_000)}) {
      HttpResponse<String> response =
          server.send(
              server
                  .request(parts[1].replace("{job}", waiting))
                  .header("content-type", "application/json")
                  .method(parts[0], HttpRequest.BodyPublishers.ofString(deep)));
      // The replay is not installed on every server.
      if (response.statusCode() != 404 || !parts[1].toLowerCase(Locale.ROOT).endsWith("replay")) {
        ServerTest.assertProblem(400, "malformed", response);
        assertTrue(response.body().contains("at most 64 levels"), response.body());
      }
    }
  }
}
