package dev.converge.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Program;
import dev.converge.core.budget.Mode;
import dev.converge.core.proposal.Seed;
import dev.converge.engine.AcceptedJob;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.Eraser;
import dev.converge.engine.Submission;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.host.Host;
import dev.converge.engine.host.SystemTimers;
import dev.converge.engine.replay.ReplayedRun;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.Erasure;
import dev.converge.store.StoreOptions;
import dev.converge.testkit.ScriptedAgents;
import dev.converge.testkit.ScriptedPrograms;
import dev.converge.testkit.contract.Asked;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Replays that end while or after their jobs are erased, on the engine over a store on disk.
class ErasedReplayTest {
  private static final String SECRET = "the lighthouse keeper of Utö";
  private static final int JOBS = 40;

  @TempDir private Path directory;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SystemTimers timers = new SystemTimers();
  private final Host host = new Host(threads, timers, InstantSource.system(), new SecureRandom());
  private final Program program = ScriptedPrograms.slow(2, Duration.ZERO);
  private final ScriptedAgents agents = new ScriptedAgents(_ -> {});

  @AfterEach
  void stop() {
    agents.close();
    threads.shutdownNow();
    timers.close();
  }

  @Test
  void noFileHoldsTheTextOfAJobThatWasErasedWhileItWasReplayed() throws IOException {
    SqliteStore store = SqliteStore.open(directory, StoreOptions.durable(host.clock()));
    Engine engine =
        new Engine(
            EngineSettings.DEFAULT,
            host,
            store,
            store,
            ScriptedPrograms.installed(program),
            agents,
            RunObserver.none());
    engine.recover();
    Eraser eraser = new Eraser(engine, store, host);
    List<AcceptedJob> jobs = new ArrayList<>();
    for (int i = 0; i < JOBS; i++) {
      jobs.add(Asked.answer(engine.submit(submission(i))));
    }
    for (AcceptedJob job : jobs) {
      Asked.answer(engine.await(job.job().runId(), Duration.ofMinutes(1)));
    }
    RowTraces rows = RowTraces.of(directory, "first_sequence = 1");
    assertTrue(rows.anywhere(directory));
    for (AcceptedJob job : jobs) {
      CompletableFuture<ReplayedRun> replayed = engine.replay(job.job().runId());
      CompletableFuture<Erasure> erased = eraser.erase(job.job().jobId(), "by request");
      Asked.answer(erased);
      assertEquals(ErrorCode.GONE, goneOr(replayed));
    }
    assertFalse(rows.anywhere(directory), "left while the server runs");
    engine.close();
    store.close();
    assertFalse(rows.anywhere(directory), "left after the server stopped");
  }

  /// How it was refused; a replay that came before the erasure is gone with it.
  private static ErrorCode goneOr(CompletableFuture<ReplayedRun> replayed) {
    try {
      replayed.join();
      return ErrorCode.GONE;
    } catch (CompletionException e) {
      return e.getCause() instanceof ConvergeException known ? known.code() : ErrorCode.INTERNAL;
    }
  }

  private Submission submission(int number) {
    return Submission.of(
        program,
        List.of(new Seed("seed:" + number, SECRET, null)),
        program.definition().budget(),
        Mode.OFFLINE);
  }
}
