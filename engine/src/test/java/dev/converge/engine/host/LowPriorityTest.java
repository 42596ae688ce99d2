package dev.converge.engine.host;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class LowPriorityTest {
  private static final Path THREADS = Path.of("/proc/self/task");
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// Of a thread, as the system tells it.
  private record Told(String name, int nice) {
    static Told of(Path thread) throws IOException {
      String stat = Files.readString(thread.resolve("stat"));
      int end = stat.lastIndexOf(')');
      String[] rest = stat.substring(end + 2).split(" ", -1);
      return new Told(stat.substring(stat.indexOf('(') + 1, end), Integer.parseInt(rest[16]));
    }
  }

  private static List<Integer> nice(String name) throws IOException {
    List<Integer> found = new ArrayList<>();
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
      for (Path thread : threads) {
        try {
          Told told = Told.of(thread);
          if (told.name().startsWith(name)) {
            found.add(told.nice());
          }
        } catch (IOException _) {
          // It has just ended.
        }
      }
    }
    return found;
  }

  @Test
  void whatComputesAndTheCompilerComeAfterAllOtherThreads() throws Exception {
    assumeTrue(Files.isDirectory(THREADS), "no Linux");
    List<Integer> others = nice("VM Thread");
    assumeFalse(nice("C2 ").isEmpty(), "no such compiler");
    assumeTrue(others.size() == 1 && others.getFirst() < 19, "nothing is lower");
    try (ComputeThreads threads = new ComputeThreads()) {
      CompletableFuture<Integer> own = new CompletableFuture<>();
      threads.execute(() -> {
        try {
          own.complete(Told.of(Path.of("/proc/thread-self")).nice());
        } catch (IOException e) {
          own.completeExceptionally(new UncheckedIOException(e));
        }
      });
      int computing = own.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertTrue(computing > others.getFirst(), "computing: " + computing);
      // Whoever was first in this process has told it, and may not be done.
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (nice("C2 ").stream().anyMatch(each -> each <= others.getFirst())
          && System.nanoTime() < end) {
        LockSupport.parkNanos(1_000_000);
      }
      List<Integer> compiling = nice("C2 ");
      assertTrue(compiling.stream().allMatch(each -> each > others.getFirst()), "C2: " + compiling);
    }
  }
}
