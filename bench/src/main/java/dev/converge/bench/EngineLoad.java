package dev.converge.bench;

import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.status.Status;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.Submission;
import dev.converge.engine.host.Host;
import dev.converge.engine.host.SystemTimers;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The engine without network and disk: what a job costs before either is added.
final class EngineLoad {
  private EngineLoad() {}

  /// Runs it.
  ///
  /// @param args seconds for each level of load
  public static void main(String[] args) throws Exception {
    double seconds = args.length > 0 ? Double.parseDouble(args[0]) : 5;
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    Host host = BenchHost.of(threads, new SystemTimers());
    MemoryStore store = new MemoryStore(threads, host.clock());
    B4 b4 = new B4();
    Engine engine =
        new Engine(EngineSettings.DEFAULT, host, store, store, b4, b4, RunObserver.none());
    for (int clients : new int[] {16, 1, 16, 64}) {
      long until = System.nanoTime() + (long) (seconds * 1e9);
      List<Future<Latencies>> all = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        all.add(threads.submit(() -> client(engine, b4, until)));
      }
      Latencies sum = new Latencies();
      for (Future<Latencies> one : all) {
        sum.addAll(one.get());
      }
      System.out.println(new LoadClient.Result(clients, seconds, sum));
    }
    System.exit(0);
  }

  private static Latencies client(Engine engine, B4 b4, long until) throws Exception {
    Latencies latencies = new Latencies();
    while (System.nanoTime() < until) {
      long begun = System.nanoTime();
      String runId =
          engine
              .submit(
                  Submission.of(
                      b4.find("b4", "").orElseThrow(), B4.SEEDS, Budget.DEFAULT, Mode.OFFLINE))
              .get()
              .job()
              .runId();
      Status status = engine.await(runId, Duration.ofSeconds(30)).get().state().status();
      if (status != Status.CONVERGED) {
        throw new IllegalStateException("status: " + status + " (expected: CONVERGED)");
      }
      latencies.add(System.nanoTime() - begun);
    }
    return latencies;
  }
}
