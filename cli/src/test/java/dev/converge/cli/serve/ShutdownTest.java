package dev.converge.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.cli.terminal.ExitCode;
import dev.converge.engine.host.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Case I02, on a clock of its own.
final class ShutdownTest {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final List<Integer> halts = new ArrayList<>();
  private final List<Due> due = new ArrayList<>();

  private record Due(Duration after, Runnable task, AtomicBoolean cancelled) {}

  private final Timers timers =
      (after, task) -> {
        Due one = new Due(after, task, new AtomicBoolean());
        due.add(one);
        return () -> one.cancelled().set(true);
      };

  private final Shutdown shutdown = new Shutdown(GRACE, timers, halts::add);

  @Test
  void whateverHangsItEndsWithinFourFifthsOfTheGracePeriod() {
    shutdown.end(() -> {
      assertEquals(Duration.ofSeconds(8), due.getFirst().after());
      // The time is over while something hangs.
      due.getFirst().task().run();
    });
    assertEquals(List.of(ExitCode.ERROR), halts);
  }

  @Test
  void whatEndsInTimeIsNotCutOff() {
    shutdown.end(() -> {});
    assertEquals(List.of(), halts);
    assertTrue(due.getFirst().cancelled().get());
  }

  @Test
  void whatFailsToEndInOrderEndsAllTheSame() {
    shutdown.end(() -> {
      throw new IllegalStateException("no");
    });
    assertTrue(due.getFirst().cancelled().get());
  }

  @Test
  void theFirstSignalIsWaitedForAndTheSecondEndsAtOnce() throws InterruptedException {
    shutdown.ask();
    shutdown.await();
    assertEquals(List.of(), halts);
    shutdown.ask();
    assertEquals(List.of(ExitCode.KILLED), halts);
  }

  @Test
  void theServerHasThreeFifthsSoThatTheStoreCanBeClosedToo() {
    // It takes 80 % of what it is given.
    assertEquals(Duration.ofMillis(7_500), Shutdown.ofServer(GRACE));
  }
}
