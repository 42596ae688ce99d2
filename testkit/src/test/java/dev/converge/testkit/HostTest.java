package dev.converge.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.decision.Decision;
import dev.converge.core.status.Status;
import dev.converge.engine.AcceptedJob;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.Reply;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.host.HeapRoom;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// What a host holds while many runs are there, and what it does when there are too many.
class HostTest {
  private static final int MANY = 2_000;

  /// The store's own copy of job and events, with room to spare: the engine holds nothing.
  private static final long MOST_BYTES_PER_RUN = 16 << 10;

  /// What all runs share is larger on a larger machine.
  private static final int MOST_NEW_THREADS = 20 + Runtime.getRuntime().availableProcessors();

  /// Room for a few runs, and more of them than fit.
  private static final long SMALL_SHARE = 100 << 10;

  private static final int MOST_IN_SMALL_SHARE = 20;

  @Test
  void twoThousandWaitingRunsArePutAsideAndHoldNoThreads() {
    Program gate = ScriptedPrograms.gate(1);
    EngineSettings settings = new EngineSettings(MANY, 4, 10, Duration.ofHours(1));
    try (ScriptedAgents agents = new ScriptedAgents();
        LiveEngine live = new LiveEngine(settings, agents, gate)) {
      int threads = ManagementFactory.getThreadMXBean().getThreadCount();
      long bytes = used();
      List<CompletableFuture<AcceptedJob>> submitted = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        submitted.add(live.submitted(gate));
      }
      List<String> runs = new ArrayList<>();
      submitted.forEach(job -> runs.add(LiveEngine.get(job).job().runId()));
      submitted.clear();
      for (String runId : runs) {
        live.until(runId, state -> state.status() == Status.WAITING);
      }
      live.untilNoneIsDriven();
      assertEquals(0, live.engine().running());
      assertEquals(0, live.engine().callsInFlight());
      int more = ManagementFactory.getThreadMXBean().getThreadCount() - threads;
      assertTrue(more <= MOST_NEW_THREADS, "threads: " + more + " more");
      long each = (used() - bytes) / MANY;
      assertTrue(each <= MOST_BYTES_PER_RUN, "bytes for each run: " + each);
      List<CompletableFuture<Reply>> decided = new ArrayList<>();
      for (String runId : runs) {
        String proposal = live.engine().view(runId).state().pending().getFirst().proposalId();
        decided.add(
            live.engine()
                .send(
                    runId,
                    new Input.Decided(
                        proposal, Decision.APPROVED, "ann", false, null, live.engine().now())));
      }
      decided.forEach(LiveEngine::get);
      for (String runId : runs) {
        assertEquals(Status.CONVERGED, live.await(runId).state().status());
      }
    }
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Test
  void runsThatTakeTheirPartOfTheMemoryKeepOthersOutUntilTheyEnd() {
    Program gate = ScriptedPrograms.gate(1);
    Program hang = ScriptedPrograms.hang(Duration.ofMinutes(10), false);
    HeapRoom small =
        new HeapRoom() {
          @Override
          public long share() {
            return SMALL_SHARE;
          }

          @Override
          public Optional<String> problem() {
            return Optional.empty();
          }
        };
    try (ScriptedAgents agents = new ScriptedAgents();
        LiveEngine live = new LiveEngine(small, agents, gate, hang)) {
      List<String> busy = new ArrayList<>();
      CompletableFuture<AcceptedJob> next = live.submitted(hang);
      // A refusal comes at once, an acceptance once it is stored.
      while (!next.isCompletedExceptionally() && busy.size() < MOST_IN_SMALL_SHARE) {
        busy.add(LiveEngine.get(next).job().runId());
        next = live.submitted(hang);
      }
      CompletionException refused = assertThrows(CompletionException.class, next::join);
      assertEquals(
          ErrorCode.OVERLOADED,
          Objects.requireNonNull((ConvergeException) refused.getCause()).code());
      assertTrue(busy.size() > 3, () -> busy.size() + " fit");
      for (String runId : busy) {
        LiveEngine.get(
            live.engine().send(runId, new Input.Cancelled("ann", null, live.engine().now())));
        live.await(runId);
      }
      List<String> waiting = new ArrayList<>();
      for (int i = 0; i < MOST_IN_SMALL_SHARE; i++) {
        String runId = live.submit(gate);
        live.until(runId, state -> state.status() == Status.WAITING);
        waiting.add(runId);
      }
      assertEquals(MOST_IN_SMALL_SHARE, waiting.size(), "what is put aside takes nothing");
    }
  }

  @Test
  void whatIsTooMuchIsRefusedAndWhatWasAcceptedIsKept() {
    Program gate = ScriptedPrograms.gate(1);
    Program hang = ScriptedPrograms.hang(Duration.ofMinutes(10), false);
    EngineSettings settings = new EngineSettings(3, 8, 10, Duration.ofHours(1));
    try (ScriptedAgents agents = new ScriptedAgents();
        LiveEngine live = new LiveEngine(settings, agents, gate, hang)) {
      String waiting = live.submit(gate);
      live.until(waiting, state -> state.status() == Status.WAITING);
      List<String> busy = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        busy.add(live.submit(hang));
      }
      CompletionException refused =
          assertThrows(CompletionException.class, () -> live.submitted(hang).join());
      assertEquals(
          ErrorCode.OVERLOADED,
          Objects.requireNonNull((ConvergeException) refused.getCause()).code());
      LiveEngine.get(
          live.engine()
              .send(busy.getFirst(), new Input.Cancelled("ann", null, live.engine().now())));
      live.await(busy.getFirst());
      busy.add(live.submit(hang));
      RunState kept = live.engine().view(waiting).state();
      assertEquals(Status.WAITING, kept.status());
      for (String runId : busy.subList(1, 4)) {
        assertEquals(Status.RUNNING, live.engine().view(runId).state().status());
      }
    }
  }

  @Test
  void whileMemoryIsShortRunsAreRefusedAndThoseInProgressContinue() {
    Program gate = ScriptedPrograms.gate(1);
    AtomicReference<Optional<String>> problem = new AtomicReference<>(Optional.empty());
    try (ScriptedAgents agents = new ScriptedAgents();
        LiveEngine live = new LiveEngine(problem::get, agents, gate)) {
      String waiting = live.submit(gate);
      RunState state = live.until(waiting, run -> run.status() == Status.WAITING);
      problem.set(Optional.of("nearly full"));
      CompletionException refused =
          assertThrows(CompletionException.class, () -> live.submitted(gate).join());
      assertEquals(
          ErrorCode.OVERLOADED,
          Objects.requireNonNull((ConvergeException) refused.getCause()).code());
      assertEquals(Optional.of("nearly full"), live.engine().memoryProblem());
      String proposal = state.pending().getFirst().proposalId();
      LiveEngine.get(
          live.engine()
              .send(
                  waiting,
                  new Input.Decided(
                      proposal, Decision.APPROVED, "ann", false, null, live.engine().now())));
      assertEquals(Status.CONVERGED, live.await(waiting).state().status());
      problem.set(Optional.empty());
      live.until(live.submit(gate), run -> run.status() == Status.WAITING);
    }
  }

  @Test
  void runsThatWaitedBeforeARestartTakeNoPlaceOfRunsAfterIt() {
    Program gate = ScriptedPrograms.gate(1);
    Program hang = ScriptedPrograms.hang(Duration.ofMinutes(10), false);
    EngineSettings settings = new EngineSettings(3, 8, 10, Duration.ofHours(1));
    try (ScriptedAgents agents = new ScriptedAgents();
        LiveEngine live = new LiveEngine(settings, agents, gate, hang)) {
      for (int i = 0; i < 20; i++) {
        live.until(live.submit(gate), state -> state.status() == Status.WAITING);
      }
      live.restart();
      assertEquals(0, live.engine().active());
      assertEquals(0, live.engine().running());
      for (int i = 1; i <= 3; i++) {
        live.submit(hang);
        assertEquals(i, live.engine().running());
      }
      assertThrows(CompletionException.class, () -> live.submitted(hang).join());
    }
  }
}
