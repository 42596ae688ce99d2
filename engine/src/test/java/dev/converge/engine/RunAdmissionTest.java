package dev.converge.engine;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.host.HeapRoom;
import dev.converge.engine.queue.CallQueue;
import dev.converge.engine.queue.Pace;
import dev.converge.engine.queue.WorkDone;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RunAdmissionTest {
  private static final Duration LONGEST = Duration.ofSeconds(20);
  private static final long SECOND = 1_000_000_000L;
  private static final long SHARE = 64 << 20;

  private Instant now = Instant.parse("2026-11-30T10:00:00Z");
  private final InstantSource clock = () -> now;
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicReference<Optional<String>> heap = new AtomicReference<>(Optional.empty());
  private final AtomicLong memory = new AtomicLong();
  private final WorkDone work = new WorkDone(clock);
  private final CallQueue<Runnable> computing = new CallQueue<>(0, CallQueue.SHARE);
  private final RunAdmission admission =
      new RunAdmission(
          new EngineSettings(
              100, 8, 10, 1 << 20, Duration.ofHours(1), EngineSettings.UNLIMITED, LONGEST),
          new HeapRoom() {
            @Override
            public long share() {
              return SHARE;
            }

            @Override
            public Optional<String> problem() {
              return heap.get();
            }
          },
          clock,
          work,
          (tenant, computes) -> computes ? computing.ahead(tenant) : 0,
          running::get,
          memory::get);

  private void pass(Duration time) {
    now = now.plus(time);
  }

  /// Two processors that compute for so long, as calls of half a second.
  private void compute(Duration time) {
    for (int i = 0; i < time.toSeconds() * 2; i++) {
      pass(Duration.ofMillis(500));
      work.worked("t", "run_a", Duration.ofMillis(500), true);
      work.worked("t", "run_b", Duration.ofMillis(500), true);
    }
  }

  private void queue(String tenant, int runs, long nanosEach) {
    for (int i = 0; i < runs; i++) {
      computing.start(
          new CallQueue.Asking(tenant, tenant + (1_000 + i), true, nanosEach), () -> {});
    }
  }

  private Duration refused(String tenant) {
    ConvergeException refused =
        assertThrows(ConvergeException.class, () -> admission.require(tenant, true));
    assertEquals(ErrorCode.OVERLOADED, refused.code());
    return refused.retryAfter().orElseThrow();
  }

  @Test
  void theWaitFollowsFromTheWorkAheadAndWhatIsDoneInASecond() {
    queue("many", 80, SECOND);
    assertDoesNotThrow(() -> admission.require("many", true), "nothing was measured yet");
    compute(Duration.ofSeconds(10));
    // 80 s of work on two processors.
    assertEquals(Duration.ofSeconds(40), admission.wait("many", true));
    assertEquals(Duration.ofSeconds(20), refused("many"));
    assertEquals(Duration.ofMillis(500), admission.wait("few", true), "one run is before it");
    assertDoesNotThrow(() -> admission.require("few", true));
    assertDoesNotThrow(() -> admission.require("many", false), "nobody waits for models");
  }

  @Test
  void whatIsLeftOfRunsThatHaveBegunCountsAndTenantsTakeTurns() {
    compute(Duration.ofSeconds(10));
    work.ended("run_a", "kind");
    work.ended("run_b", "kind");
    // Runs take ten seconds each, and two seconds of work are done in one.
    for (int i = 0; i < 5; i++) {
      work.worked("many", "run_" + i, Duration.ZERO, true);
    }
    assertEquals(Duration.ofSeconds(25), admission.wait("many", true));
    assertEquals(Duration.ofSeconds(5), refused("many"));
    assertEquals(Duration.ofSeconds(5), admission.wait("few", true), "as much as its own run");
    assertEquals(Duration.ZERO, admission.wait("few", false));
    pass(WorkDone.STILL);
    compute(Duration.ofSeconds(10));
    assertDoesNotThrow(() -> admission.require("many", true), "they wait for others");
  }

  @Test
  void whatAServerDidThatHadHardlyAnythingToDoSaysNothingOfWhatItCouldDo() {
    compute(Duration.ofSeconds(10));
    work.ended("run_a", "kind");
    pass(Duration.ofSeconds(Pace.SECONDS));
    for (int i = 0; i < 5; i++) {
      work.worked("t", "waits_" + i, Duration.ofMillis(1), true);
    }
    assertDoesNotThrow(() -> admission.require("t", true));
  }

  @Test
  void whereTooManyRunItSaysWhenThatManyHaveEndedAsWereTurnedAway() {
    running.set(100);
    assertEquals(RunAdmission.UNMEASURED, refused("t"));
    pass(Duration.ofSeconds(Pace.SECONDS));
    for (int i = 0; i < 20; i++) {
      pass(Duration.ofMillis(500));
      work.ended("run_" + i, "kind");
    }
    // Two runs end in a second.
    assertEquals(Duration.ofMillis(500), refused("t"));
    assertEquals(Duration.ofSeconds(1), refused("t"));
    assertEquals(Duration.ofMillis(1_500), refused("t"));
    running.set(99);
    assertDoesNotThrow(() -> admission.require("t", true));
  }

  @Test
  void whereMemoryIsFullItSaysWhenATenthOfTheRunsHasEnded() {
    heap.set(Optional.of("nearly full"));
    running.set(50);
    for (int i = 0; i < 20; i++) {
      pass(Duration.ofMillis(500));
      work.ended("run_" + i, "kind");
    }
    assertEquals(Duration.ofMillis(2_500), refused("t"));
    heap.set(Optional.empty());
    assertDoesNotThrow(() -> admission.require("t", true));
  }

  @Test
  void whereRunsTakeTheirPartOfTheMemoryItSaysWhenSomeHaveEnded() {
    running.set(50);
    memory.set(SHARE);
    for (int i = 0; i < 20; i++) {
      pass(Duration.ofMillis(500));
      work.ended("run_" + i, "kind");
    }
    assertEquals(Duration.ofMillis(500), refused("t"));
    assertEquals(Optional.empty(), admission.memoryProblem(), "the rest has room");
    memory.set(SHARE - 1);
    assertDoesNotThrow(() -> admission.require("t", true));
  }

  @Test
  void nobodyIsAskedToWaitForEver() {
    queue("t", 80, 3_600 * SECOND);
    compute(Duration.ofSeconds(10));
    assertEquals(RunAdmission.LONGEST, refused("t"));
  }
}
