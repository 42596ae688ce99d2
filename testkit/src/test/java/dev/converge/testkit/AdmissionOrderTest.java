package dev.converge.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.budget.Mode;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Status;
import dev.converge.engine.Engine;
import dev.converge.engine.Submission;
import dev.converge.engine.host.ComputeThreads;
import dev.converge.testkit.ScriptedAgents.Ask;
import dev.converge.testkit.contract.SetClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

/// Jobs that were accepted come to their end in the order that their positions promised.
class AdmissionOrderTest {
  private static final int JOBS = 60;
  private static final int AGENTS = 5;
  private static final long LOOK_AGAIN_NANOS = 1_000_000;

  private static String submit(LiveEngine live, String tenant, Program program) {
    Submission submission =
        Submission.of(
                program,
                List.of(new Seed("seed:1", "Where it starts.", null)),
                program.definition().budget(),
                Mode.OFFLINE)
            .forTenant(tenant);
    return LiveEngine.get(live.engine().submit(submission)).job().runId();
  }

  private static void until(IntSupplier what, int number) {
    long end = System.nanoTime() + LiveEngine.PATIENCE.toNanos();
    while (what.getAsInt() != number) {
      assertTrue(System.nanoTime() < end, what.getAsInt() + " (expected: " + number + ")");
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  @Test
  void jobsOfOneAndOfAnotherTenantEndAsTheirPositionsSaid() {
    Program hang = ScriptedPrograms.hang(Duration.ofMinutes(5), false);
    Program wide = ScriptedPrograms.wide(AGENTS);
    try (ComputeThreads threads = new ComputeThreads();
        ScriptedAgents scripted = new ScriptedAgents();
        LiveEngine live = new LiveEngine(threads, 1, new ComputingAgents(scripted), hang, wide)) {
      Engine engine = live.engine();
      String first = submit(live, "many", hang);
      until(engine::callsInFlight, 1);
      List<String> runs = new ArrayList<>();
      for (int i = 0; i < JOBS; i++) {
        runs.add(submit(live, tenant(i), wide));
        until(engine::queued, runs.size());
      }
      assertEquals(0, engine.position(first));
      TreeMap<Integer, String> promised = new TreeMap<>();
      runs.forEach(runId -> promised.put(engine.position(runId), runId));
      assertEquals(JOBS, promised.lastKey(), "positions: " + promised.keySet());
      engine.send(first, new Input.Cancelled("ann", null, engine.now()));
      for (String runId : runs) {
        assertEquals(Status.CONVERGED, live.await(runId).state().status());
        assertEquals(0, engine.position(runId));
      }
      List<String> asked = new ArrayList<>(scripted.asked().stream().map(Ask::runId).toList());
      asked.removeIf(first::equals);
      assertEquals(JOBS * AGENTS, asked.size());
      List<String> begun = List.copyOf(new LinkedHashSet<>(asked));
      List<String> ended = List.copyOf(new LinkedHashSet<>(asked.reversed())).reversed();
      promised.forEach((position, runId) -> {
        assertNear(position, begun.indexOf(runId) + 1, "begun");
        assertNear(position, ended.indexOf(runId) + 1, "ended");
      });
      List<String> said = List.copyOf(promised.values());
      assertEquals(of("few", said, runs), of("few", ended, runs));
      assertEquals(of("many", said, runs), of("many", ended, runs));
    }
  }

  @Test
  void timeInTheQueueIsNotRunningTime() {
    Program hang = ScriptedPrograms.hang(Duration.ofHours(9), false);
    Program wide = ScriptedPrograms.wide(AGENTS);
    SetClock clock = new SetClock(Instant.parse("2026-11-30T10:00:00Z"));
    try (ComputeThreads threads = new ComputeThreads();
        ScriptedAgents scripted = new ScriptedAgents();
        LiveEngine live =
            new LiveEngine(clock, threads, 1, new ComputingAgents(scripted), hang, wide)) {
      Engine engine = live.engine();
      String first = submit(live, "t", hang);
      until(engine::callsInFlight, 1);
      String queued = submit(live, "t", wide);
      until(engine::queued, 1);
      Duration longer = wide.definition().budget().maxDuration().plusMinutes(5);
      clock.move(longer);
      engine.send(first, new Input.Cancelled("ann", null, engine.now()));
      RunState state = live.await(queued).state();
      assertEquals(Status.CONVERGED, state.status(), () -> String.valueOf(state.detail()));
      assertTrue(
          state.spent().running().compareTo(Duration.ofMinutes(5)) < 0,
          () -> "running: " + state.spent().running());
    }
  }

  /// Two tenants take turns call by call, so the runs whose turn it is change places at most.
  private static void assertNear(int position, int place, String what) {
    assertTrue(Math.abs(position - place) <= 1, what + " as " + place + " at position " + position);
  }

  /// The runs of a tenant, which were every third that was submitted or the others.
  private static List<String> of(String tenant, List<String> some, List<String> submitted) {
    return some.stream().filter(run -> tenant(submitted.indexOf(run)).equals(tenant)).toList();
  }

  private static String tenant(int job) {
    return job % 3 == 0 ? "few" : "many";
  }
}
