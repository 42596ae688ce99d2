package dev.converge.bench;

import dev.converge.core.event.Sealed;
import dev.converge.core.status.Status;
import dev.converge.engine.store.JobStore.CreateResult;
import dev.converge.engine.store.Journal.AppendResult;
import dev.converge.store.Durability;
import dev.converge.store.Store;
import dev.converge.store.StoreOptions;
import dev.converge.store.Stores;
import dev.converge.testkit.contract.SampleRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/// The SQLite store alone: runs that append at the same time, each waiting for its append before
/// the next. An append is six events, about 2 KB together; a run is a job with fifty of them.
final class StoreLoad {
  private static final int EVENTS = 6;
  private static final int CONTENT_BYTES = 48;
  private static final int APPENDS = 50;
  private static final int PAGE_BYTES = 1 << 20;

  private StoreLoad() {}

  /// Runs it.
  ///
  /// @param args seconds for each level of load; where the data goes; `FULL` or `RELAXED`
  public static void main(String[] args) throws Exception {
    double seconds = args.length > 0 ? Double.parseDouble(args[0]) : 5;
    Path parent = Path.of(args.length > 1 ? args[1] : ".").toAbsolutePath();
    Durability durability = args.length > 2 ? Durability.valueOf(args[2]) : Durability.FULL;
    List<List<Sealed>> appends = appends();
    int bytes = appends.get(1).stream().mapToInt(event -> event.json().length).sum();
    System.out.printf(
        Locale.ROOT, "append: %d events, %d bytes; durability %s%n", EVENTS, bytes, durability);
    for (int runs : new int[] {16, 1, 16, 64, 256}) {
      Path directory = Files.createTempDirectory(parent, "store-load");
      try {
        System.out.printf(
            Locale.ROOT,
            "write and fsync of one file: %.0f/s%n",
            syncs(directory, bytes, seconds / 5));
        measure(directory, durability, appends, runs, seconds);
      } finally {
        delete(directory);
      }
    }
  }

  private static List<List<Sealed>> appends() {
    SampleRun run = new SampleRun("run_sample");
    List<List<Sealed>> appends = new ArrayList<>();
    for (int i = 0; i < APPENDS; i++) {
      appends.add(run.next(EVENTS, CONTENT_BYTES));
    }
    return appends;
  }

  /// What the disk does by itself, to compare with.
  private static double syncs(Path directory, int bytes, double seconds) throws IOException {
    long begun = System.nanoTime();
    int count = 0;
    try (FileChannel file =
        FileChannel.open(
            directory.resolve("plain"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      while (System.nanoTime() - begun < seconds * 1e9) {
        file.write(ByteBuffer.allocate(bytes));
        file.force(false);
        count++;
      }
    }
    return count / seconds;
  }

  private static void measure(
      Path directory, Durability durability, List<List<Sealed>> appends, int runs, double seconds)
      throws Exception {
    try (Store store =
            Stores.open(directory, new StoreOptions(durability, InstantSource.system()));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long begun = System.nanoTime();
      long until = begun + (long) (seconds * 1e9);
      List<Future<Latencies>> all = new ArrayList<>();
      for (int i = 0; i < runs; i++) {
        String name = "r" + i;
        all.add(threads.submit(() -> client(store, name, appends, until)));
      }
      Latencies sum = new Latencies();
      for (Future<Latencies> one : all) {
        sum.addAll(one.get());
      }
      System.out.printf(
          Locale.ROOT,
          "%4d runs: %7.0f appends/s, p50 %6.2f ms, p99 %6.2f ms, p99.9 %6.2f ms%n",
          runs,
          sum.count() / ((System.nanoTime() - begun) / 1e9),
          sum.millis(50),
          sum.millis(99),
          sum.millis(99.9));
      reads(store, "run_r0.0", seconds / 5);
    }
  }

  private static Latencies client(Store store, String name, List<List<Sealed>> appends, long until)
      throws Exception {
    Latencies latencies = new Latencies();
    for (int i = 0; System.nanoTime() < until; i++) {
      String run = "run_" + name + "." + i;
      CompletableFuture<CreateResult> created = new CompletableFuture<>();
      store.create(
          SampleRun.job(name + "." + i),
          appends.getFirst(),
          SampleRun.head(Status.RUNNING),
          null,
          created::complete);
      require(created.get() instanceof CreateResult.Created);
      for (int j = 1; j < APPENDS && System.nanoTime() < until; j++) {
        Status status = j < APPENDS - 1 ? Status.RUNNING : Status.CONVERGED;
        CompletableFuture<AppendResult> appended = new CompletableFuture<>();
        long begun = System.nanoTime();
        store.append(
            run, (long) j * EVENTS, appends.get(j), SampleRun.head(status), appended::complete);
        require(appended.get() instanceof AppendResult.Appended);
        latencies.add(System.nanoTime() - begun);
      }
    }
    return latencies;
  }

  private static void reads(Store store, String run, double seconds) {
    Latencies latencies = new Latencies();
    long begun = System.nanoTime();
    long events = 0;
    while (System.nanoTime() - begun < seconds * 1e9) {
      long one = System.nanoTime();
      events += store.read(run, 0, APPENDS * EVENTS, PAGE_BYTES).size();
      latencies.add(System.nanoTime() - one);
    }
    System.out.printf(
        Locale.ROOT,
        "     reads of one run: %.0f events/s, p50 %.2f ms, p99 %.2f ms a page%n",
        events / seconds,
        latencies.millis(50),
        latencies.millis(99));
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalStateException("the store did not take a write");
    }
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
