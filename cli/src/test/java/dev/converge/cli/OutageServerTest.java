package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole server with live runs whose model provider goes away. The long tier has as many runs and
/// outages as long as an operator meets; the build has fewer of both.
final class OutageServerTest {
  private static final boolean LONG = "long".equals(System.getProperty("converge.tests"));
  private static final int RUNS = LONG ? 200 : 24;
  private static final List<Duration> OUTAGES =
      LONG
          ? List.of(
              Duration.ofSeconds(1),
              Duration.ofSeconds(10),
              Duration.ofSeconds(60),
              Duration.ofSeconds(300))
          : List.of(Duration.ofSeconds(1));

  /// Within which every run asks again once the provider is back, and what a busy machine adds:
  /// `StampedeTest` of `llm` holds runs to five seconds on a clock of its own.
  private static final Duration SOON = Duration.ofSeconds(LONG ? 6 : 30);

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path folder = Path.of("");
  private @org.jspecify.annotations.Nullable StubProvider opened;

  @BeforeEach
  void open() throws IOException {
    opened = new StubProvider();
  }

  @AfterEach
  void close() {
    provider().close();
  }

  private StubProvider provider() {
    return java.util.Objects.requireNonNull(opened);
  }

  private Served server() throws Exception {
    return provider().serving(folder);
  }

  private static AggregatedHttpResponse post(Served server, String path, String body) {
    return WebClient.of(server.url())
        .execute(
            RequestHeaders.of(HttpMethod.POST, path, HttpHeaderNames.CONTENT_TYPE, MediaType.JSON),
            body)
        .aggregate()
        .join();
  }

  private static String get(Served server, String path) {
    return WebClient.of(server.url()).get(path).aggregate().join().contentUtf8();
  }

  private static String submit(Served server, int topic, String policy) {
    String body =
        "{\"template\":\"judged\",\"mode\":\"live\",%s\"seeds\":[{\"id\":\"topic:1\",\"content\":\"topic number %d\"}]}"
            .formatted(policy, topic);
    AggregatedHttpResponse answer = post(server, "/api/v1/jobs", body);
    assertEquals(202, answer.status().code(), answer::contentUtf8);
    return "/api/v1/jobs/" + HeldJobs.text(answer.contentUtf8(), "job_id");
  }

  private static void until(String what, BooleanSupplier so) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!so.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, what);
      LockSupport.parkNanos(20_000_000);
    }
  }

  @Test
  void everyRunWaitsForTheProviderContinuesSoonAfterItIsBackAndPaysNothingTwice() throws Exception {
    try (Served server = server()) {
      int topics = 0;
      for (Duration outage : OUTAGES) {
        int before = provider().answered().size();
        List<String> jobs = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
          if (i == RUNS / 2) {
            // Half of the runs lose their provider in the middle, the others never had it.
            until("half is under way", () -> provider().answered().size() > before + RUNS / 4);
            provider().goAway();
          }
          jobs.add(submit(server, topics++, ""));
        }
        LockSupport.parkNanos(outage.toNanos());
        provider().comeBack();
        for (String job : jobs) {
          String over = get(server, job + "?wait=60s");
          assertEquals("converged", HeldJobs.text(over, "status"), over);
        }
        assertTrue(
            provider().slowest().compareTo(SOON) <= 0,
            () -> outage + " away: asked again only after " + provider().slowest());
      }
      assertEquals(2 * topics, provider().answered().size());
      provider()
          .answered()
          .forEach((call, times) -> assertEquals(1, times, call + " was paid twice"));
    }
  }

  @Test
  void aJobThatMayNotWaitHaltsAtOnceSaysWhyAndCanBeContinued() throws Exception {
    try (Served server = server()) {
      provider().goAway();
      String job = submit(server, 7, "\"policy\":{\"on_outage\":\"halt\"},");
      String halted = get(server, job + "?wait=30s");
      assertEquals("halted", HeldJobs.text(halted, "status"), halted);
      assertEquals("provider_unavailable", HeldJobs.text(halted, "reason"), halted);
      assertTrue(halted.contains("stub is away and the policy is on_outage: halt"), halted);
      provider().comeBack();
      AggregatedHttpResponse answer = post(server, job + "/continue", "{\"actor\":\"ann\"}");
      assertEquals(202, answer.status().code(), answer::contentUtf8);
      String over = get(server, job + "?wait=30s");
      assertEquals("converged", HeldJobs.text(over, "status"), over);
      provider()
          .answered()
          .forEach((call, times) -> assertEquals(1, times, call + " was paid twice"));
    }
  }
}
