package dev.converge.engine;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.host.HeapRoom;
import dev.converge.engine.queue.Pace;
import dev.converge.engine.queue.WorkDone;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/// Whether there is capacity for another run, and if not, when: by the memory, by the number of
/// running runs, and by the work ahead of it. Thread-safe.
final class RunAdmission {
  /// The retry time before anything was measured.
  static final Duration UNMEASURED = Duration.ofSeconds(5);

  /// The longest retry time.
  static final Duration LONGEST = Duration.ofMinutes(10);

  /// If the memory is full, one in this many runs has to end first.
  static final int RELIEF = 10;

  /// Per second. A cast to `long` stays within its range.
  private static final double NANOS = 1e9;

  private final EngineSettings settings;
  private final HeapRoom heap;

  /// Nanoseconds of computing per second below which a server is almost idle: what was done then
  /// says nothing about what it could do.
  static final double IDLE = 0.02 * NANOS;

  private final WorkDone work;
  private final Ahead ahead;
  private final IntSupplier atMostRunning;
  private final LongSupplier memory;
  private final Pace refused;

  /// Says how much work is ahead of a new run.
  interface Ahead {
    /// Nanoseconds of work, among agents that compute or among those that wait for other systems.
    long work(String tenant, boolean computing);
  }

  /// @param steady a clock for durations
  /// @param atMostRunning upper bound for the runs that agents work on
  /// @param memory bytes that the driven runs take
  RunAdmission(
      EngineSettings settings,
      HeapRoom heap,
      InstantSource steady,
      WorkDone work,
      Ahead ahead,
      IntSupplier atMostRunning,
      LongSupplier memory) {
    this.settings = settings;
    this.heap = heap;
    this.work = work;
    this.ahead = ahead;
    this.atMostRunning = atMostRunning;
    this.memory = memory;
    this.refused = new Pace(steady);
  }

  /// Why no more runs fit into memory; empty if they do.
  Optional<String> memoryProblem() {
    return heap.problem();
  }

  /// Admits a run of a tenant.
  ///
  /// @param computing whether none of its agents waits for other systems
  /// @throws ConvergeException with `OVERLOADED` and the retry time
  void require(String tenant, boolean computing) {
    if (memoryProblem().isPresent()) {
      throw full(
          "memory: almost full (expected: room for another run)",
          untilEnded(Math.max(1, atMostRunning.getAsInt() / RELIEF)));
    }
    if (atMostRunning.getAsInt() >= settings.maxRunning()) {
      throw full(
          "runs: " + settings.maxRunning() + " are running (expected: fewer)", untilEnded(1));
    }
    long taken = memory.getAsLong();
    if (taken >= heap.share()) {
      throw full(
          "memory: the runs in progress take %d MiB (expected: less than %d, depending on the heap size)"
              .formatted(taken >> 20, heap.share() >> 20),
          untilEnded(1));
    }
    Duration wait = wait(tenant, computing);
    Duration beyond = wait.minus(settings.longestWait());
    if (beyond.isPositive()) {
      throw full(
          "queue: a new run would wait %d s (expected: at most %d s, setting engine.wait)"
              .formatted(wait.toSeconds(), settings.longestWait().toSeconds()),
          beyond);
    }
  }

  /// The expected time until the runs ahead of a new run of a tenant have ended, based on what was
  /// done in the last seconds. Zero while nothing is known, or if there was hardly any work. Runs
  /// that wait for other systems do not delay new ones once they have started.
  Duration wait(String tenant, boolean computing) {
    double pace = work.perSecond(computing);
    if (pace == 0 || (computing && pace < IDLE)) {
      return Duration.ZERO;
    }
    long begun = computing ? work.left(tenant) : 0;
    return seconds((ahead.work(tenant, computing) + begun) / pace);
  }

  /// The time until this many runs have ended, plus one for every other job that was refused in the
  /// last seconds: they come again too.
  private Duration untilEnded(int runs) {
    double pace = work.endsPerSecond();
    return pace == 0 ? UNMEASURED : seconds((runs + refused.recent()) / pace);
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos((long) (seconds * NANOS));
  }

  private ConvergeException full(String what, Duration again) {
    refused.did(1);
    Duration asked = again.compareTo(LONGEST) > 0 ? LONGEST : again;
    return new ConvergeException(ErrorCode.OVERLOADED, what + "; try again later", asked);
  }
}
