package dev.converge.store.sqlite;

import dev.converge.core.event.Sealed;
import dev.converge.core.status.Status;
import dev.converge.engine.store.JobStore.CreateResult;
import dev.converge.engine.store.Journal.AppendResult;
import dev.converge.testkit.contract.Asked;
import dev.converge.testkit.contract.SampleRun;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;

/// Appends until it is killed, and prints `run sequence hash` for what was acknowledged.
final class EndlessAppends {
  static final int RUNS_AT_ONCE = 8;
  static final int EVENTS_OF_A_RUN = 20;
  private static final ReentrantLock PRINTING = new ReentrantLock();

  private EndlessAppends() {}

  /// Appends.
  ///
  /// @param args the data directory, and what the names of the jobs begin with
  public static void main(String[] args) {
    SqliteOpened store = SqliteOpened.in(Path.of(args[0]), InstantSource.system());
    for (int i = 0; i < RUNS_AT_ONCE; i++) {
      String name = args[1] + "-" + i;
      Thread.ofPlatform().start(() -> runs(store, name));
    }
  }

  private static void runs(SqliteOpened store, String name) {
    for (int i = 0; ; i++) {
      run(store, name + "-" + i);
    }
  }

  private static void run(SqliteOpened store, String name) {
    SampleRun run = new SampleRun("run_" + name);
    CreateResult created =
        Asked.answer(Asked.creating(store, SampleRun.job(name), run.next(2, 200), null));
    require(created.equals(new CreateResult.Created()), created);
    print(run.runId(), run.all().getLast());
    while (run.sequence() < EVENTS_OF_A_RUN) {
      long before = run.sequence();
      var next = run.next(3, 200);
      Status status = run.sequence() < EVENTS_OF_A_RUN ? Status.RUNNING : Status.CONVERGED;
      AppendResult appended = Asked.append(store, run.runId(), before, next, status);
      require(appended.equals(new AppendResult.Appended()), appended);
      print(run.runId(), next.getLast());
    }
  }

  private static void require(boolean holds, Object found) {
    if (!holds) {
      throw new IllegalStateException("answer: " + found);
    }
  }

  private static void print(String runId, Sealed last) {
    String line = runId + " " + last.sequence() + " " + last.hash() + "\n";
    PRINTING.lock();
    try {
      PrintStream out = System.out;
      out.write(line.getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } finally {
      PRINTING.unlock();
    }
  }
}
