package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.cli.eval.Fixture;
import dev.converge.cli.eval.FixtureRun;
import dev.converge.cli.serve.Composition;
import dev.converge.core.Program;
import dev.converge.core.budget.Mode;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.EngineStore;
import dev.converge.engine.Submission;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.MemoryStore;
import dev.converge.engine.store.Room;
import dev.converge.temporal.TemporalConnection;
import dev.converge.temporal.TemporalHost;
import dev.converge.temporal.TemporalSettings;
import dev.converge.temporal.TemporalWorkers;
import dev.converge.temporal.WorkerParts;
import dev.converge.testkit.outside.ComparableLog;
import dev.converge.testkit.outside.NearbyWorkers;
import dev.converge.testkit.outside.TemporalTestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The flows that ship, by the server itself and by a worker of Temporal's test server.
final class FlowsInTemporalTest {
  private static final Path EVALS = Path.of("..", "evals");

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
        TemporalSettings.DEFAULT_HEARTBEAT,
        TemporalSettings.DEFAULT_LAST_WORKER,
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
      NearbyWorkers nearby = new NearbyWorkers(store);
      TemporalHost host = new TemporalHost(wiring.host(), connection, store);
      EngineStore ports =
          new EngineStore(store, store, host.replica(nearby.replica()), Room.UNLIMITED, host);
      WorkerParts parts =
          new WorkerParts(
              wiring.host(),
              store,
              store,
              wiring.templates(),
              wiring.agents(),
              Room.UNLIMITED,
              nearby,
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
    return ComparableLog.of(store, runId, Set.of());
  }
}
