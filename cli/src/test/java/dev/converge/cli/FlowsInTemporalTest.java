package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.cli.eval.Fixture;
import dev.converge.cli.eval.FixtureRun;
import dev.converge.cli.serve.Composition;
import dev.converge.core.Program;
import dev.converge.core.budget.Mode;
import dev.converge.core.event.Sealed;
import dev.converge.core.json.Json;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.EngineStore;
import dev.converge.engine.Submission;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.Membership;
import dev.converge.engine.store.MemoryStore;
import dev.converge.engine.store.Replica;
import dev.converge.engine.store.Room;
import dev.converge.engine.store.Watches;
import dev.converge.temporal.TemporalConnection;
import dev.converge.temporal.TemporalHost;
import dev.converge.temporal.TemporalSettings;
import dev.converge.temporal.TemporalWorkers;
import dev.converge.temporal.WorkerParts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The flows that ship, by the server itself and by a worker of Temporal's test server.
final class FlowsInTemporalTest {
  private static final Path EVALS = Path.of("..", "evals");

  /// What differs from run to run.
  private static final Set<String> OWN =
      Set.of(
          "run_id",
          "job_id",
          "sequence",
          "at",
          "salt",
          "hash",
          "duration_ms",
          "running_ms",
          "expires_at");

  private static final Set<String> ANSWERS =
      Set.of("agent_completed", "agent_failed", "model_called", "proposal_made");

  /// Tells who reads a run what a worker of this process stores.
  private static final class LocalWatches implements Watches {
    private final Map<String, LongConsumer> watched = new ConcurrentHashMap<>();

    @Override
    public void watch(String runId, LongConsumer more) {
      watched.put(runId, more);
    }

    @Override
    public void unwatch(String runId) {
      watched.remove(runId);
    }

    @Override
    public void watchAll(Everything everything) {
      // Nobody here watches all.
    }

    @Override
    public void unwatchAll() {
      watched.clear();
    }

    RunObserver observer() {
      return (_, runId, _, state) -> {
        LongConsumer more = watched.get(runId);
        if (more != null) {
          more.accept(state.sequence());
        }
      };
    }
  }

  /// A member that knows that runs go on elsewhere.
  private static final class OneOfTwo implements Membership {
    @Override
    public void listen(Listener listener) {
      // Is never lost.
    }

    @Override
    public boolean member() {
      return true;
    }

    @Override
    public List<Member> members() {
      return List.of(new Member("one", "test", Instant.EPOCH, Instant.EPOCH, true));
    }
  }

  private static TemporalSettings settings(String target) {
    return new TemporalSettings(
        target,
        TemporalSettings.DEFAULT_NAMESPACE,
        TemporalSettings.DEFAULT_QUEUE,
        false,
        null,
        null,
        null,
        null,
        Duration.ofSeconds(10),
        false,
        null);
  }

  private static List<Fixture> fixtures() throws IOException {
    List<Fixture> first = new ArrayList<>();
    try (Stream<Path> folders = Files.list(EVALS)) {
      for (Path folder : folders.filter(Files::isDirectory).sorted().toList()) {
        try (Stream<Path> files = Files.list(folder)) {
          first.add(Fixture.read(files.sorted().findFirst().orElseThrow()));
        }
      }
    }
    return first;
  }

  @Test
  void eachFlowThatShipsStoresTheSameEventsAndEndsWithTheSameHashOnBothHosts() throws IOException {
    List<Fixture> fixtures = fixtures();
    assertEquals(4, fixtures.size());
    List<List<String>> here = new ArrayList<>();
    try (Composition wiring = new Composition(List.of())) {
      MemoryStore store = new MemoryStore(wiring.host().executor(), wiring.host().clock());
      try (Engine engine = wiring.engine(EngineSettings.DEFAULT, store, RunObserver.none())) {
        for (Fixture fixture : fixtures) {
          here.add(run(engine, store, wiring, fixture));
        }
      }
    }
    try (TemporalTestServer server = TemporalTestServer.start();
        Composition wiring = new Composition(List.of());
        TemporalConnection connection = TemporalConnection.open(settings(server.target()))) {
      MemoryStore store = new MemoryStore(wiring.host().executor(), wiring.host().clock());
      LocalWatches watches = new LocalWatches();
      TemporalHost host = new TemporalHost(wiring.host(), connection, store);
      Replica alone = Replica.alone(store);
      Replica shared = new Replica(alone.ownership(), watches, alone.inputs(), new OneOfTwo());
      EngineStore ports = new EngineStore(store, store, host.replica(shared), Room.UNLIMITED, host);
      WorkerParts parts =
          new WorkerParts(
              wiring.host(),
              store,
              store,
              wiring.templates(),
              wiring.agents(),
              watches.observer(),
              EngineSettings.UNLIMITED);
      try (TemporalWorkers workers = TemporalWorkers.start(connection, parts, 16, "test");
          Engine engine =
              wiring.engine(EngineSettings.DEFAULT, ports, wiring.agents(), RunObserver.none())) {
        assertTrue(workers.toString().contains(TemporalSettings.DEFAULT_QUEUE));
        engine.recover();
        for (int i = 0; i < fixtures.size(); i++) {
          assertEquals(here.get(i), run(engine, store, wiring, fixtures.get(i)));
        }
      }
    }
    here.forEach(log -> assertTrue(log.getLast().contains("\"status\""), log::getLast));
  }

  private static List<String> run(
      Engine engine, MemoryStore store, Composition wiring, Fixture fixture) {
    Program program = wiring.templates().find(fixture.template(), "").orElseThrow();
    String runId =
        engine
            .submit(
                Submission.of(
                    program, fixture.seeds(), program.definition().budget(), Mode.OFFLINE))
            .join()
            .job()
            .runId();
    FixtureRun.end(engine, runId, fixture.decide());
    List<Json.Obj> log = new ArrayList<>();
    for (Sealed event : store.read(runId, 0, 100_000, Integer.MAX_VALUE)) {
      log.add((Json.Obj) Json.parse(new String(event.json(), StandardCharsets.UTF_8)));
    }
    return inOrderOfAgents(log).stream().map(event -> comparable(event).canonical()).toList();
  }

  /// Answers come in any order; what they lead to does not depend on it.
  private static List<Json.Obj> inOrderOfAgents(List<Json.Obj> log) {
    List<Json.Obj> sorted = new ArrayList<>();
    List<Json.Obj> answers = new ArrayList<>();
    for (Json.Obj event : log) {
      if (ANSWERS.contains(text(event, "type"))) {
        answers.add(event);
      } else {
        answers.sort(Comparator.comparing(answer -> text(answer, "agent")));
        sorted.addAll(answers);
        answers.clear();
        sorted.add(event);
      }
    }
    return sorted;
  }

  private static String text(Json.Obj event, String member) {
    return event.get(member).orElseThrow() instanceof Json.Str(var text) ? text : "";
  }

  private static Json.Obj comparable(Json.Obj event) {
    TreeMap<String, Json> kept = new TreeMap<>();
    event
        .fields()
        .forEach((name, value) -> {
          if (!OWN.contains(name)) {
            kept.put(name, value instanceof Json.Obj inner ? comparable(inner) : value);
          }
        });
    return new Json.Obj(kept);
  }
}
