package dev.converge.engine;

import java.util.concurrent.atomic.AtomicLong;

/// The memory that the driven runs take, estimated from their stored bytes: a run that waits for
/// its turn or for a model is completely in memory. Thread-safe.
final class RunMemory {
  /// Bytes needed to drive any run, in addition to its stored bytes: the facts of a run take some
  /// two thirds of its events, and the events themselves count as memory for readers.
  static final int EACH = 8 << 10;

  private final AtomicLong taken = new AtomicLong();

  /// The memory of one run; zero before its bytes are known. Thread-safe.
  final class Part {
    private long bytes;
    private boolean gone;

    /// The stored bytes of the run.
    synchronized void stored(long stored) {
      if (!gone) {
        set(EACH + stored);
      }
    }

    /// The run is no longer in memory.
    synchronized void giveBack() {
      gone = true;
      set(0);
    }

    private void set(long now) {
      taken.addAndGet(now - bytes);
      bytes = now;
    }
  }

  /// A share for another run.
  Part part() {
    return new Part();
  }

  /// The bytes of all runs.
  long taken() {
    return taken.get();
  }
}
