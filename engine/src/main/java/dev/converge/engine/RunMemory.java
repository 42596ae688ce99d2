package dev.converge.engine;

import java.util.concurrent.atomic.AtomicLong;

/// What the runs that are driven here take of the memory, reckoned from the bytes that are stored
/// of them: a run that waits for its turn, or for a model, is in memory as a whole. Thread-safe.
final class RunMemory {
  /// Bytes of what drives a run, whatever it is about. To these come those that are stored: the
  /// facts of a run take some two thirds of its events, and the events themselves count as what is
  /// kept for readers.
  static final int EACH = 8 << 10;

  private final AtomicLong taken = new AtomicLong();

  /// What one run takes; nothing before its bytes are said. Thread-safe.
  final class Part {
    private long bytes;
    private boolean gone;

    /// So much is stored of the run.
    synchronized void stored(long stored) {
      if (!gone) {
        set(EACH + stored);
      }
    }

    /// The run is not in memory any more.
    synchronized void giveBack() {
      gone = true;
      set(0);
    }

    private void set(long now) {
      taken.addAndGet(now - bytes);
      bytes = now;
    }
  }

  /// The part of another run.
  Part part() {
    return new Part();
  }

  /// The bytes that all runs take.
  long taken() {
    return taken.get();
  }
}
