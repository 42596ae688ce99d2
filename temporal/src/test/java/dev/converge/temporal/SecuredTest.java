package dev.converge.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Program;
import dev.converge.core.status.Status;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.EngineStore;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.host.Host;
import dev.converge.engine.host.SystemTimers;
import dev.converge.engine.run.Programs;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.MemoryStore;
import dev.converge.engine.store.Room;
import dev.converge.testkit.ScriptedAgents;
import dev.converge.testkit.ScriptedPrograms;
import dev.converge.testkit.TestAuthority;
import dev.converge.testkit.outside.NearbyWorkers;
import dev.converge.testkit.outside.TemporalTestServer;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// Connections that are encrypted, with a certificate on both sides and an API key, to what stands
/// before Temporal's test server.
@Tag("own-server")
class SecuredTest {
  private static final String API_KEY = "key-of-the-namespace";

  @TempDir private Path folder = Path.of("");

  private Path file(String name) {
    return folder.resolve(name);
  }

  private SslContext serverSide(TestAuthority authority) throws Exception {
    authority.issue("frontend");
    authority.write("frontend", file("frontend.pem"), file("frontend.key"));
    return GrpcSslContexts.forServer(file("frontend.pem").toFile(), file("frontend.key").toFile())
        .trustManager(authority.writeAuthority(file("ca.pem")).toFile())
        .clientAuth(ClientAuth.REQUIRE)
        .build();
  }

  private TemporalSettings settings(
      String target, @Nullable Path ca, @Nullable Path certificate, @Nullable Path key) {
    return new TemporalSettings(
        target,
        TemporalSettings.DEFAULT_NAMESPACE,
        TemporalSettings.DEFAULT_QUEUE,
        true,
        ca,
        certificate,
        key,
        API_KEY,
        TemporalSettings.DEFAULT_HEARTBEAT,
        TemporalSettings.DEFAULT_LAST_WORKER,
        false,
        // The test server takes no notice of versions of workers; real ones do.
        "converge");
  }

  /// Runs a flow to its end.
  private static Status run(TemporalSettings settings) {
    Program program = ScriptedPrograms.det100();
    Programs programs = ScriptedPrograms.installed(program);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        SystemTimers timers = new SystemTimers();
        ScriptedAgents agents = new ScriptedAgents();
        TemporalConnection connection = TemporalConnection.open(settings)) {
      InstantSource clock = InstantSource.system();
      Host host = new Host(threads, timers, clock, clock, new SecureRandom());
      MemoryStore store = new MemoryStore(threads, clock);
      NearbyWorkers nearby = new NearbyWorkers(store);
      TemporalHost temporal = new TemporalHost(host, connection, store);
      WorkerParts parts =
          new WorkerParts(
              host,
              store,
              store,
              programs,
              agents,
              Room.UNLIMITED,
              nearby,
              EngineSettings.UNLIMITED);
      EngineStore ports =
          new EngineStore(
              store, store, temporal.replica(nearby.replica()), Room.UNLIMITED, temporal);
      try (TemporalWorkers workers = TemporalWorkers.start(connection, parts, 4, "1");
          Engine engine =
              new Engine(
                  EngineSettings.DEFAULT, host, ports, programs, agents, RunObserver.none())) {
        engine.recover();
        Status end =
            Hosted.once(engine, Runs.submit(engine, program), state -> state.status().isFinal())
                .status();
        assertEquals(0, workers.callsUnderWay());
        return end;
      }
    }
  }

  @Test
  void aRunIsDrivenOverTlsWithACertificateAndAnApiKey() throws Exception {
    TestAuthority authority = new TestAuthority(folder, "ours");
    SslContext tls = serverSide(authority);
    authority.issue("worker");
    authority.write("worker", file("worker.pem"), file("worker.key"));
    try (TemporalTestServer server = TemporalTestServer.start();
        Front front = new Front(tls, server.port())) {
      TemporalSettings settings =
          settings(front.target(), file("ca.pem"), file("worker.pem"), file("worker.key"));
      assertEquals(Status.CONVERGED, run(settings));
      assertEquals(Set.of("Bearer " + API_KEY), withoutFirst(front.credentials()));
      assertTrue(
          front
              .called()
              .containsAll(
                  Set.of(
                      "StartWorkflowExecution",
                      "PollWorkflowTaskQueue",
                      "RespondWorkflowTaskCompleted",
                      "RespondActivityTaskCompleted")),
          front.called()::toString);
    }
  }

  /// What asks whether a server is there may come without a credential.
  private static Set<String> withoutFirst(Set<String> credentials) {
    credentials.remove("");
    return credentials;
  }

  @Test
  @EnabledIfSystemProperty(named = "converge.tests", matches = "long")
  void whoDoesNotTrustTheServerOrHasNoCertificateIsToldAtTheStart() throws Exception {
    TestAuthority authority = new TestAuthority(folder, "ours");
    SslContext tls = serverSide(authority);
    TestAuthority other = new TestAuthority(folder, "theirs");
    other.issue("stranger");
    other.write("stranger", file("stranger.pem"), file("stranger.key"));
    try (TemporalTestServer server = TemporalTestServer.start();
        Front front = new Front(tls, server.port())) {
      for (TemporalSettings settings :
          List.of(
              settings(front.target(), null, null, null),
              settings(front.target(), file("ca.pem"), null, null),
              settings(
                  front.target(), file("ca.pem"), file("stranger.pem"), file("stranger.key")))) {
        ConvergeException refused =
            assertThrows(
                ConvergeException.class,
                () -> TemporalConnection.open(settings, Duration.ofMillis(500)).close());
        assertEquals(ErrorCode.UNAVAILABLE, refused.code());
        assertTrue(
            String.valueOf(refused.getMessage()).startsWith("temporal.target: " + front.target()),
            refused.getMessage());
      }
      ConvergeException unusable =
          assertThrows(
              ConvergeException.class,
              () ->
                  TemporalConnection.open(
                      settings(front.target(), file("nowhere.pem"), null, null)));
      assertEquals(ErrorCode.INVALID, unusable.code());
    }
  }
}
