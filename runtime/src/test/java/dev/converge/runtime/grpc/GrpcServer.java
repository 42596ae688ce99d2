package dev.converge.runtime.grpc;

import dev.converge.core.Program;
import dev.converge.core.json.Json;
import dev.converge.domain.template.Templates;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.host.SystemTimers;
import dev.converge.engine.run.Programs;
import dev.converge.engine.store.MemoryTemplates;
import dev.converge.foreign.ConvergeServiceGrpc;
import dev.converge.runtime.ContractCheck;
import dev.converge.runtime.Features;
import dev.converge.runtime.auth.AuthFeature;
import dev.converge.runtime.auth.Authenticator;
import dev.converge.runtime.auth.RequestLimits;
import dev.converge.runtime.health.ReadinessCheck;
import dev.converge.runtime.operations.Operations;
import dev.converge.runtime.operations.call.Entrance;
import dev.converge.runtime.operations.call.ScopeCheck;
import dev.converge.runtime.operations.submission.JobSettings;
import dev.converge.runtime.operations.template.InstalledTemplates;
import dev.converge.runtime.operations.template.ProgramList;
import dev.converge.runtime.operations.webhook.WebhookTerms;
import dev.converge.runtime.server.ConvergeServer;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.testkit.LiveEngine;
import dev.converge.testkit.ScriptedPrograms;
import dev.converge.testkit.SseParser;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A server on a free port over a live engine, and channels to it.
final class GrpcServer implements AutoCloseable {
  private static final ServerSettings SHORT =
      ServerSettings.DEFAULT.with(ServerSettings.Times.DEFAULT.withGrace(Duration.ofSeconds(2)));

  /// What a test may take away to make the server unready.
  final AtomicBoolean ready = new AtomicBoolean(true);

  /// What a test may put in place of the list of templates.
  final AtomicReference<ProgramList> templates = new AtomicReference<>();

  final GrpcFeature feature;
  private final LiveEngine live;
  private final SystemTimers timers = new SystemTimers();
  private final ConvergeServer server;
  private final List<ManagedChannel> channels = new ArrayList<>();

  GrpcServer(Agents agents, Program... programs) {
    this(agents, SHORT, null, programs);
  }

  GrpcServer(
      Agents agents, ServerSettings settings, @Nullable AuditBundles audit, Program... programs) {
    this(agents, settings, audit, true, List.of(), programs);
  }

  /// Over an engine, which it closes.
  GrpcServer(LiveEngine live, Program... programs) {
    this(live, SHORT, null, true, List.of(), programs);
  }

  GrpcServer(Agents agents, Authenticator authenticator, Program... programs) {
    this(agents, SHORT, null, true, List.of(authenticator), programs);
  }

  GrpcServer(
      Agents agents,
      ServerSettings settings,
      @Nullable AuditBundles audit,
      boolean reflection,
      List<Authenticator> authenticators,
      Program... programs) {
    this(
        new LiveEngine(EngineSettings.DEFAULT, agents, programs),
        settings,
        audit,
        reflection,
        authenticators,
        programs);
  }

  private GrpcServer(
      LiveEngine live,
      ServerSettings settings,
      @Nullable AuditBundles audit,
      boolean reflection,
      List<Authenticator> authenticators,
      Program... programs) {
    this.live = live;
    templates.set(_ -> List.of(programs));
    Programs installed = ScriptedPrograms.installed(programs);
    List<ReadinessCheck> more =
        List.of(
            new ReadinessCheck(
                "test", () -> ready.get() ? Optional.empty() : Optional.of("taken away")));
    Operations operations = operations(live, tenant -> templates.get().of(tenant), programs);
    this.feature =
        new GrpcFeature(
            operations,
            JobSettings.DEFAULT,
            java.time.InstantSource.system(),
            audit,
            Features.checks(live.engine(), live.store(), more),
            timers,
            "1.2.3",
            reflection);
    List<Feature> features =
        new ArrayList<>(
            Features.of(live.engine(), live.store(), installed, JobSettings.DEFAULT, more));
    features.add(feature);
    features.add(new AuthFeature(authenticators, RequestLimits.none(), live.engine()::now, true));
    this.server = ConvergeServer.start(settings.at("127.0.0.1", 0), features);
  }

  static Operations operations(LiveEngine live, ProgramList listed, Program... programs) {
    return Operations.of(
        new Entrance(List.of(new ScopeCheck())),
        live.engine(),
        live.store(),
        ScriptedPrograms.installed(programs),
        new InstalledTemplates(
            Templates.shipped(), new MemoryTemplates(Runnable::run), live.engine()::now),
        listed,
        JobSettings.DEFAULT,
        dev.converge.runtime.operations.quota.Quotas.none(),
        WebhookTerms.forgotten());
  }

  Engine engine() {
    return live.engine();
  }

  LiveEngine live() {
    return live;
  }

  int port() {
    return server.port();
  }

  /// A connection of its own.
  ManagedChannel channel() {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port()).usePlaintext().build();
    synchronized (channels) {
      channels.add(channel);
    }
    return channel;
  }

  /// The foreign client's calls on a connection of their own, with one deadline for all.
  ConvergeServiceGrpc.ConvergeServiceBlockingStub calls() {
    return ConvergeServiceGrpc.newBlockingStub(channel())
        .withDeadlineAfter(LiveEngine.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /// Our own calls, which know what was added to the public contract.
  dev.converge.proto.ConvergeServiceGrpc.ConvergeServiceBlockingStub ourCalls() {
    return dev.converge.proto.ConvergeServiceGrpc.newBlockingStub(channel())
        .withDeadlineAfter(LiveEngine.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /// The events of a run, read over SSE to their end.
  List<SseParser.Event> sse(String jobId) {
    SseParser parser = new SseParser();
    URI uri = URI.create("http://127.0.0.1:" + port() + "/api/v1/jobs/" + jobId + "/stream");
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(LiveEngine.PATIENCE).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> stream = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      check(stream, "");
      parser.feed(stream.body());
      parser.events().forEach(event -> ContractCheck.event(event.data()));
      return parser.events();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /// Submits over HTTP.
  ///
  /// @return the job's id
  String post(String path, String body) {
    URI uri = URI.create("http://127.0.0.1:" + port() + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      String answer = response.body();
      check(response, answer);
      return ((Json.Str) ((Json.Obj) Json.parse(answer)).get("job_id").orElseThrow()).value();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static void check(HttpResponse<?> response, String body) {
    ContractCheck.check(
        response.request().method(),
        response.uri().getRawPath(),
        response.statusCode(),
        response.headers().firstValue("content-type"),
        body);
  }

  /// Goes down, as gracefully as the server does; [#close] must follow.
  void goDown() {
    server.close();
  }

  @Override
  public void close() {
    synchronized (channels) {
      channels.forEach(ManagedChannel::shutdownNow);
    }
    server.close();
    live.close();
    timers.close();
  }
}
