package dev.converge.runtime.changes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Json;
import dev.converge.runtime.ContractCheck;
import dev.converge.runtime.Fixture;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.testkit.SseParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// `GET /api/v1/jobs/changes`.
final class ChangesTest {
  private static final String CHANGES = "/api/v1/jobs/changes";
  private final Fixture server =
      new Fixture(
          ServerSettings.DEFAULT.with(
              ServerSettings.Times.DEFAULT.withHeartbeat(Duration.ofMillis(100))));

  @AfterEach
  void stop() {
    server.close();
  }

  /// A stream that is being read.
  private final class Reader implements AutoCloseable {
    private final SseParser parser = new SseParser();
    private final InputStream in;
    private int seen;

    Reader(@Nullable String lastId) throws Exception {
      HttpRequest.Builder request = server.request(CHANGES);
      if (lastId != null) {
        request.header("last-event-id", lastId);
      }
      HttpResponse<InputStream> answer =
          server.client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      assertEquals(200, answer.statusCode());
      ContractCheck.check("GET", CHANGES, 200, answer.headers().firstValue("content-type"), "");
      in = answer.body();
    }

    /// Reads on; false at the end.
    boolean read() throws IOException {
      byte[] buffer = new byte[8192];
      int n = in.read(buffer);
      if (n > 0) {
        parser.feed(Arrays.copyOf(buffer, n));
      }
      return n >= 0;
    }

    SseParser.Event next() throws IOException {
      while (parser.events().size() <= seen) {
        assertTrue(read(), "the stream ended");
      }
      return parser.events().get(seen++);
    }

    /// Reads until a job has a status.
    void until(String job, String status) throws IOException {
      while (true) {
        SseParser.Event event = next();
        assertEquals("job", event.type());
        ContractCheck.change(event.data());
        Json.Obj change = (Json.Obj) Json.parse(event.data());
        if (Fixture.text(change, "job_id").equals(job)
            && Fixture.text(change, "status").equals(status)) {
          return;
        }
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  @Test
  void whatChangesIsReportedAndAReaderThatComesBackMissesNothing() throws Exception {
    String first = server.submit("gate");
    server.once("/api/v1/jobs/" + first, "waiting");
    String mark;
    try (Reader reader = new Reader(null)) {
      reader.read();
      String second = server.submit("gate");
      reader.until(second, "waiting");
      server.post("/api/v1/jobs/" + first + "/cancel", "{}");
      reader.until(first, "cancelled");
      reader.read();
      mark = reader.parser.lastId();
      Json.Obj last = (Json.Obj) Json.parse(reader.parser.events().getLast().data());
      Json.Obj job = Fixture.json(server.get("/api/v1/jobs/" + first));
      assertEquals(Fixture.number(job, "last_sequence"), Fixture.number(last, "last_sequence"));
      assertEquals(Fixture.text(job, "updated_at"), Fixture.text(last, "updated_at"));
      assertEquals(0, Fixture.number(last, "pending_proposals"));
    }
    String third = server.submit("chain");
    server.once("/api/v1/jobs/" + third, "converged");
    try (Reader back = new Reader(mark)) {
      back.until(third, "converged");
      assertTrue(
          back.parser.events().stream().noneMatch(event -> event.data().contains(first)),
          "what was read before is not told again");
    }
  }

  @Test
  void aReaderOfAnotherServerIsToldToListAgain() throws Exception {
    try (Reader reader = new Reader("00000000-0000-0000-0000-000000000000:7")) {
      SseParser.Event first = reader.next();
      assertEquals(new SseParser.Event(reader.parser.lastId(), "list_again", "{}"), first);
      String job = server.submit("chain");
      reader.until(job, "converged");
    }
  }

  @Test
  void anIdleStreamShowsSignsOfLifeAndTheEndOfTheServerEndsIt() throws Exception {
    try (Reader reader = new Reader(null)) {
      while (reader.parser.comments() < 2) {
        assertTrue(reader.read());
      }
      server.server.close();
      while (reader.read()) {
        // Until the end.
      }
    }
  }

  @Test
  void whatIsNotAnIdOfTheStreamIsRefused() {
    HttpResponse<String> bad = server.get(CHANGES + "?after=7");
    assertEquals(400, bad.statusCode());
    assertTrue(
        bad.body().contains("after: \\\"7\\\" (expected: an id from this stream)"), bad.body());
    assertEquals(
        406,
        server.send(server.request(CHANGES).header("accept", "application/json")).statusCode());
  }
}
