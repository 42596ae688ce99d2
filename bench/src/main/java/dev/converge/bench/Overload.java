package dev.converge.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A server at twice the load that it can take: measures its capacity with 64 clients that wait for
/// their jobs, then submits twice as many jobs a second whatever the server answers, and asks for
/// the list of jobs, a job that waits, `/health` and `/ready` ten times a second meanwhile. A
/// latency counts from the time at which a request was due. At the end it says whether jobs ended
/// in the order in which they were accepted, and when their positions promised.
final class Overload {
  private static final int CLIENTS = 64;
  private static final int WARM_UP_SECONDS = 10;
  private static final int FACTOR = 2;

  /// The client is compiled while it runs as well, which would count as the server's latency.
  private static final int CLIENT_WARM_UP_SECONDS = 5;

  private static final Duration PROBE_EVERY = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final URI server;
  private final HttpClient http;
  private final String body;
  private final AdmissionOrder order = new AdmissionOrder();
  private final Probe submits = new Probe("submit");
  private final Probe lists = new Probe("list");
  private final Probe waiting = new Probe("a job");
  private final Probe health = new Probe("health");
  private final Probe ready = new Probe("ready");

  private Overload(int port, String body) {
    this.server = URI.create("http://127.0.0.1:" + port);
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    this.body = body;
  }

  /// Runs it.
  ///
  /// @param args seconds of overload (10 by default), the flow (growth-strategy by default), and
  ///   the submissions a second (twice the capacity by default), to load two versions alike
  public static void main(String[] args) throws Exception {
    double seconds = args.length > 0 ? Double.parseDouble(args[0]) : 10;
    String flow = args.length > 1 ? args[1] : "growth-strategy";
    String body = Flows.body(flow);
    System.out.println("Overload over HTTP, " + flow + ", offline, " + ServerUnderLoad.machine());
    try (ServerUnderLoad server = ServerUnderLoad.serve()) {
      LoadClient closed = new LoadClient(server.port(), body);
      closed.run(16, WARM_UP_SECONDS);
      LoadClient.Result capacity = closed.run(CLIENTS, Math.min(seconds, WARM_UP_SECONDS));
      System.out.println("capacity: " + capacity);
      double perSecond =
          args.length > 2 ? Double.parseDouble(args[2]) : FACTOR * capacity.perSecond();
      new Overload(server.port(), body).warmUp(capacity.perSecond() / FACTOR);
      new Overload(server.port(), body).run(perSecond, seconds);
      System.out.println(server.memory());
    }
    System.exit(0);
  }

  private void warmUp(double perSecond) throws IOException, InterruptedException {
    long before = ended();
    load(perSecond, CLIENT_WARM_UP_SECONDS);
    submits.await();
    awaitEnds(before, System.nanoTime() + PATIENCE.toNanos());
  }

  /// Sends requests for so long, whatever the answers are.
  private void load(double perSecond, double seconds) throws InterruptedException {
    ScheduledExecutorService clock =
        Executors.newScheduledThreadPool(2, Thread.ofPlatform().daemon().factory());
    HttpRequest submit =
        get("/api/v1/jobs")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    Duration pause = Duration.ofNanos((long) (1e9 / perSecond));
    every(clock, pause, submits, () -> answer(submit).whenComplete((a, _) -> order.accepted(a)));
    HttpRequest list = get("/api/v1/jobs?limit=20").build();
    every(clock, PROBE_EVERY, lists, () -> answer(list));
    HttpRequest alive = get("/health").build();
    every(clock, PROBE_EVERY, health, () -> answer(alive));
    HttpRequest able = get("/ready").build();
    every(clock, PROBE_EVERY, ready, () -> answer(able));
    every(
        clock,
        PROBE_EVERY,
        waiting,
        () ->
            answer(get("/api/v1/jobs/" + order.latest()).build())
                .whenComplete((a, _) -> order.looked(a)));
    Thread.sleep((long) (seconds * 1000));
    clock.shutdownNow();
  }

  private void run(double perSecond, double seconds) throws IOException, InterruptedException {
    long before = ended();
    long begun = System.nanoTime();
    load(perSecond, seconds);
    System.out.printf(
        Locale.ROOT, "load:     %.0f submissions a second for %.0f s%n", perSecond, seconds);
    for (Probe probe : List.of(submits, lists, waiting, health, ready)) {
      probe.await();
      System.out.println(probe);
    }
    long done = awaitEnds(before, begun + (long) (10 * seconds * 1e9));
    System.out.printf(
        Locale.ROOT,
        "ended:    %d of %d accepted jobs within %.1f s of the first submission, %.0f a second%n",
        done,
        submits.accepted.get(),
        (System.nanoTime() - begun) / 1e9,
        done / ((System.nanoTime() - begun) / 1e9));
    System.out.println("order:    " + order.found(path -> answer(get(path).build()).join().body()));
  }

  /// Waits for what was accepted.
  private long awaitEnds(long before, long until) throws IOException, InterruptedException {
    long done = ended() - before;
    while (done < submits.accepted.get() && System.nanoTime() < until) {
      Thread.sleep(100);
      done = ended() - before;
    }
    return done;
  }

  private CompletableFuture<HttpResponse<String>> answer(HttpRequest request) {
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder get(String path) {
    return HttpRequest.newBuilder(server.resolve(path)).timeout(PATIENCE);
  }

  private static void every(
      ScheduledExecutorService clock,
      Duration pause,
      Probe probe,
      Supplier<CompletableFuture<HttpResponse<String>>> request) {
    long first = System.nanoTime();
    AtomicInteger sent = new AtomicInteger();
    clock.scheduleAtFixedRate(
        () -> {
          long due = first + sent.getAndIncrement() * pause.toNanos();
          probe.sent(request.get(), due);
        },
        0,
        pause.toNanos(),
        TimeUnit.NANOSECONDS);
  }

  /// The runs that ended since the server started.
  private long ended() throws IOException, InterruptedException {
    String metrics =
        http.send(get("/metrics").build(), HttpResponse.BodyHandlers.ofString()).body();
    return metrics
        .lines()
        .filter(line -> line.startsWith("converge_jobs_ended_total"))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /// Requests of one kind and how they were answered. Thread-safe.
  private static final class Probe {
    private final String name;
    private final Latencies latencies = new Latencies();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    Probe(String name) {
      this.name = name;
    }

    void sent(CompletableFuture<HttpResponse<String>> response, long due) {
      open.incrementAndGet();
      response.whenComplete((answer, error) -> {
        count(answer, error);
        synchronized (latencies) {
          latencies.add(System.nanoTime() - due);
        }
        open.decrementAndGet();
      });
    }

    private void count(@Nullable HttpResponse<String> answer, @Nullable Throwable error) {
      if (error != null || answer == null) {
        failed.incrementAndGet();
      } else if (answer.statusCode() < 300) {
        accepted.incrementAndGet();
      } else {
        refused.incrementAndGet();
      }
    }

    void await() throws InterruptedException {
      while (open.get() > 0) {
        Thread.sleep(10);
      }
    }

    @Override
    public String toString() {
      synchronized (latencies) {
        return String.format(
            Locale.ROOT,
            "%-9s p50 %8.1f ms, p99 %8.1f ms, %d accepted, %d refused, %d failed",
            name + ":",
            latencies.millis(50),
            latencies.millis(99),
            accepted.get(),
            refused.get(),
            failed.get());
      }
    }
  }
}
