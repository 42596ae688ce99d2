package dev.converge.bench;

import dev.converge.core.Program;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.decision.Decision;
import dev.converge.core.decision.Gate;
import dev.converge.core.json.Json;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.EngineStore;
import dev.converge.engine.Submission;
import dev.converge.engine.host.SystemTimers;
import dev.converge.engine.run.Programs;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.Room;
import dev.converge.store.Durability;
import dev.converge.store.Store;
import dev.converge.store.StoreAddress;
import dev.converge.store.StoreOptions;
import dev.converge.store.Stores;
import dev.converge.testkit.replicas.DurablePostgres;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/// Runs that wait for people, all at once: what each takes of the heap, and how soon an engine is
/// ready that starts on a store that holds them; on SQLite, and on PostgreSQL right after it.
final class Waiting {
  private static final int AT_ONCE = 256;

  private Waiting() {}

  /// Runs it.
  ///
  /// @param args how many runs; where the data goes
  public static void main(String[] args) throws Exception {
    int runs = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    Path parent = Path.of(args.length > 1 ? args[1] : ".").toAbsolutePath();
    Path directory = Files.createTempDirectory(parent, "waiting");
    try {
      System.out.println("SQLite");
      measure(StoreAddress.of(directory.resolve("data")), runs);
      try (DurablePostgres database = new DurablePostgres(directory.resolve("database"))) {
        System.out.println("PostgreSQL on the same machine");
        measure(new StoreAddress(DurablePostgres.url(database.port())), runs);
      }
    } finally {
      StoreLoad.delete(directory);
    }
    System.exit(0);
  }

  private static void measure(StoreAddress address, int runs) throws Exception {
    B4 b4 = new B4();
    Program gated = gated();
    Programs programs = (_, _) -> Optional.of(gated);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    SystemTimers timers = new SystemTimers();
    try (threads;
        timers) {
      try (Store store = open(address);
          Engine engine = engine(store, threads, timers, programs, b4)) {
        engine.recover();
        submit(engine, gated, 100);
        long before = used();
        long begun = System.nanoTime();
        submit(engine, gated, runs);
        System.out.printf(
            Locale.ROOT, "submitted and waiting: %d runs in %.1f s%n", runs, since(begun));
        System.out.printf(Locale.ROOT, "driven in memory: %d%n", engine.active());
        System.out.printf(Locale.ROOT, "heap for each: %d bytes%n", (used() - before) / runs);
      }
      for (int i = 0; i < 3; i++) {
        long begun = System.nanoTime();
        try (Store store = open(address)) {
          double opened = since(begun);
          try (Engine engine = engine(store, threads, timers, programs, b4)) {
            Future<Double> ready = threads.submit(() -> ready(engine, begun));
            engine.recover();
            System.out.printf(
                Locale.ROOT,
                "start: %.3f s to open the store, %.3f s until ready, %.3f s until counted, %d"
                    + " driven, %d put aside%n",
                opened,
                ready.get(),
                since(begun),
                engine.active(),
                engine.putAside());
          }
        }
      }
    }
  }

  /// Seconds until `/ready` would say so.
  private static double ready(Engine engine, long begun) {
    while (!engine.recovered()) {
      LockSupport.parkNanos(100_000);
    }
    return since(begun);
  }

  private static double since(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  /// The reference flow with an approval of its first fact.
  private static Program gated() {
    Program.Definition plain = B4.program().definition();
    Gate gate =
        new Gate(
            "gate-A",
            "A",
            "",
            2,
            null,
            "reviewer",
            Duration.ofDays(30),
            Decision.REJECTED,
            true,
            1,
            false,
            0,
            List.of());
    return Program.of(
        new Program.Definition(
            plain.name(),
            plain.version(),
            plain.hash(),
            plain.objective(),
            List.of(),
            plain.agents(),
            List.of(),
            List.of(gate),
            Budget.DEFAULT,
            Json.Obj.EMPTY));
  }

  private static Store open(StoreAddress address) {
    return Stores.open(address, new StoreOptions(Durability.RELAXED, InstantSource.system()));
  }

  private static Engine engine(
      Store store, ExecutorService threads, SystemTimers timers, Programs programs, B4 agents) {
    return new Engine(
        EngineSettings.DEFAULT,
        BenchHost.of(threads, timers),
        new EngineStore(store, store, store.replica(), Room.UNLIMITED),
        programs,
        agents,
        RunObserver.none());
  }

  /// Returns once all of them wait and were put aside.
  private static void submit(Engine engine, Program program, int runs) throws Exception {
    Semaphore room = new Semaphore(AT_ONCE);
    for (int i = 0; i < runs; i++) {
      room.acquire();
      Submission submission = Submission.of(program, B4.SEEDS, Budget.DEFAULT, Mode.OFFLINE);
      engine
          .submit(submission)
          .thenCompose(job -> engine.await(job.job().runId(), Duration.ofMinutes(5)))
          .whenComplete((_, _) -> room.release());
    }
    room.acquire(AT_ONCE);
    while (engine.active() > 0) {
      Thread.sleep(10);
    }
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
