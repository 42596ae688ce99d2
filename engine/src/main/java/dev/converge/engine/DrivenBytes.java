package dev.converge.engine;

import java.util.concurrent.atomic.AtomicLong;

/// Roughly the memory that runs take while they are driven: what each is made of, and what their
/// events say. What is kept for readers is not in it. Thread-safe.
final class DrivenBytes {
  /// Bytes of a run beside what its events say, as measured.
  static final int EACH = 6 << 10;

  private final long most;
  private final AtomicLong used = new AtomicLong();

  /// @param most bytes that all of them may take
  DrivenBytes(long most) {
    this.most = most;
  }

  /// What one run takes. Used on the run's turns only.
  final class Share {
    private long bytes;

    /// The events of the run have so many bytes.
    void of(long events) {
      change(EACH + events);
    }

    /// The run is not driven any more.
    void none() {
      change(0);
    }

    private void change(long next) {
      used.addAndGet(next - bytes);
      bytes = next;
    }
  }

  /// Whether no more runs fit.
  boolean full() {
    return used.get() >= most;
  }

  /// Bytes taken.
  long used() {
    return used.get();
  }

  /// Bytes that may be taken.
  long most() {
    return most;
  }
}
