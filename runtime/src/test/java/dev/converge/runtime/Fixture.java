package dev.converge.runtime;

import dev.converge.core.json.Json;
import dev.converge.domain.template.Templates;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.host.Host;
import dev.converge.engine.host.SteadyClock;
import dev.converge.engine.host.SystemTimers;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.MemoryStore;
import dev.converge.engine.store.MemoryTemplates;
import dev.converge.runtime.auth.AuthFeature;
import dev.converge.runtime.capabilities.ServerParts;
import dev.converge.runtime.changes.ChangesFeature;
import dev.converge.runtime.changes.JobChanges;
import dev.converge.runtime.models.ModelsFeature;
import dev.converge.runtime.models.SampleModels;
import dev.converge.runtime.operations.Operations;
import dev.converge.runtime.operations.submission.JobSettings;
import dev.converge.runtime.operations.template.InstalledTemplates;
import dev.converge.runtime.operations.webhook.WebhookTerms;
import dev.converge.runtime.server.ConvergeServer;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.runtime.signin.SessionFeature;
import dev.converge.runtime.streams.Streams;
import dev.converge.runtime.webhooks.WebhooksFeature;
import dev.converge.testkit.LiveEngine;
import dev.converge.testkit.SseParser;
import dev.converge.testkit.outside.HostedEngine;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A real server on a free port, over a real engine that keeps everything in memory, and a client.
public final class Fixture implements AutoCloseable {
  private static final long LOOK_AGAIN_NANOS = 500_000;
  private static final Duration PATIENCE = LiveEngine.PATIENCE;

  public final TestFlows flows = new TestFlows();
  public final JobChanges changes = new JobChanges();
  public final MemoryStore store;
  public final Engine engine;
  private final HostedEngine hosted;
  public final Operations operations;
  public final Streams streams;
  public final ConvergeServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SystemTimers timers = new SystemTimers();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(threads).build();

  public Fixture() {
    this(ServerSettings.DEFAULT);
  }

  public Fixture(ServerSettings settings) {
    this(settings, RunObserver.none(), List.of(), null);
  }

  /// With an engine that has other limits.
  public Fixture(EngineSettings limits) {
    this(ServerSettings.DEFAULT, limits, RunObserver.none(), List.of(), null);
  }

  /// With somebody who watches runs, and features beside those that every server has.
  public Fixture(ServerSettings settings, RunObserver observer, List<Feature> more) {
    this(settings, observer, more, null);
  }

  /// Over what another server left.
  public Fixture(ServerSettings settings, MemoryStore left) {
    this(settings, RunObserver.none(), List.of(), left);
  }

  private Fixture(
      ServerSettings settings,
      RunObserver observer,
      List<Feature> more,
      @Nullable MemoryStore left) {
    this(settings, EngineSettings.DEFAULT, observer, more, left);
  }

  private Fixture(
      ServerSettings settings,
      EngineSettings limits,
      RunObserver observer,
      List<Feature> more,
      @Nullable MemoryStore left) {
    StackWalker.getInstance()
        .walk(frames ->
            frames
                .map(StackWalker.StackFrame::getClassName)
                .filter(name -> name.endsWith("Test"))
                .findFirst())
        .ifPresent(Covered::note);
    Host host = new Host(threads, timers, new SteadyClock(), new SecureRandom());
    store =
        left == null
            ? new MemoryStore(Executors.newVirtualThreadPerTaskExecutor(), host.clock())
            : left;
    hosted =
        HostedEngine.of(
            new HostedEngine.Parts(limits, host, store, flows, flows, observer, changes));
    engine = hosted.engine();
    engine.recover();
    changes.watch(hosted.watches());
    InstalledTemplates templates =
        new InstalledTemplates(Templates.shipped(), new MemoryTemplates(threads), host.clock());
    Features features =
        Features.over(
            engine,
            store,
            flows,
            templates,
            JobSettings.DEFAULT,
            new ServerParts(
                "test", List.of(), List.of("offline", "recorded"), "offline", List.of(), List.of()),
            new WebhookTerms(store.webhooks(), false, host.random(), host.clock()));
    operations = features.operations();
    streams = features.streams();
    List<Feature> all = features.all(List.of());
    all.add(new WebhooksFeature(operations.webhooks(), "whpk_none"));
    all.add(new SessionFeature(kinds(more), Optional.empty()));
    all.add(new ChangesFeature(changes));
    all.add(new ModelsFeature(operations.templates(), new SampleModels()));
    all.addAll(more);
    server = ConvergeServer.start(settings.at("127.0.0.1", 0), all);
  }

  /// How callers authenticate if they must.
  private static List<String> kinds(List<Feature> more) {
    return more.stream().anyMatch(AuthFeature.class::isInstance) ? List.of("key") : List.of();
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  public HttpClient client() {
    return client;
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path)).timeout(PATIENCE);
  }

  public HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      check(response.request(), response, response.body());
      return response;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static void check(HttpRequest request, HttpResponse<?> response, String body) {
    String target = request.uri().getRawPath();
    ContractCheck.check(
        request.method(),
        target,
        response.statusCode(),
        response.headers().firstValue("content-type"),
        body);
    if (response.headers().firstValue("x-request-id").isEmpty()) {
      throw new AssertionError(target + ": no X-Request-Id");
    }
  }

  public HttpResponse<String> get(String path) {
    return send(request(path));
  }

  public HttpResponse<String> post(String path, String body) {
    return send(
        request(path)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /// A job of a flow with one seed.
  public static String job(String template) {
    return "{\"template\":\""
        + template
        + "\",\"seeds\":[{\"id\":\"seed:1\",\"content\":\"the beginning\"}]}";
  }

  public HttpResponse<String> patch(String path, String body) {
    return send(
        request(path)
            .header("content-type", "application/json")
            .method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
  }

  public HttpResponse<String> put(String path, String body) {
    return send(
        request(path)
            .header("content-type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(body)));
  }

  /// Where a job of a flow was submitted to.
  public String submitted(String template) {
    return "/api/v1/jobs/" + submit(template);
  }

  /// A job once it has a status.
  public Json.Obj once(String self, String status) {
    Json.Obj[] last = new Json.Obj[1];
    until(() -> {
      last[0] = json(get(self));
      return text(last[0], "status").equals(status);
    });
    return last[0];
  }

  /// Submits a job of a flow and returns its id.
  public String submit(String template) {
    return text(json(post("/api/v1/jobs", job(template))), "job_id");
  }

  public static Json.Obj json(HttpResponse<String> response) {
    return (Json.Obj) Json.parse(response.body());
  }

  public static String text(Json.Obj object, String name) {
    return ((Json.Str) object.get(name).orElseThrow()).value();
  }

  public static long number(Json.Obj object, String name) {
    return (long) ((Json.Num) object.get(name).orElseThrow()).value();
  }

  /// Reads a stream to its end.
  public SseParser stream(HttpRequest.Builder request) {
    try {
      HttpResponse<InputStream> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      check(response.request(), response, "");
      if (response.statusCode() != 200) {
        throw new AssertionError("the stream is refused: " + response.statusCode());
      }
      SseParser parser = new SseParser();
      try (InputStream in = response.body()) {
        byte[] buffer = new byte[8192];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          parser.feed(java.util.Arrays.copyOf(buffer, n));
        }
      }
      parser.events().forEach(event -> ContractCheck.event(event.data()));
      return parser;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /// Waits until something is so.
  public static void until(java.util.function.BooleanSupplier so) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it never became so");
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  @Override
  public void close() {
    server.close();
    hosted.close();
    client.shutdownNow();
    threads.shutdownNow();
    timers.close();
  }
}
