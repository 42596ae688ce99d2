package dev.converge.engine.queue;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whether a run has asked an agent since it was taken up here, and where its calls wait until
/// then. Thread-safe.
///
/// @param <T> a call
public final class RunBeginning<T extends Runnable> {
  /// From here on time in the queue is told apart from running time.
  private static final Duration NOTICED = Duration.ofSeconds(1);

  private volatile boolean begun;
  private volatile @Nullable CallQueue<T> queue;
  private volatile @Nullable Instant since;

  /// Of a run that has not begun, and does not wait.
  public RunBeginning() {}

  /// Whether an agent was asked, or is about to be.
  public boolean begun() {
    return begun;
  }

  /// A call of the run waits.
  public void waits(CallQueue<T> in, Instant now) {
    queue = in;
    since = now;
  }

  /// An agent is asked.
  ///
  /// @return whether it is the first one, and the run waited for so long that it shows
  public boolean begin(Instant now) {
    Instant waited = since;
    boolean late = !begun && waited != null && !now.isBefore(waited.plus(NOTICED));
    begun = true;
    return late;
  }

  /// The place of the run among those that wait until their agents are asked: 1 for the one that is
  /// next, 0 if it does not wait.
  public int position(String tenant, String runId) {
    CallQueue<T> in = queue;
    return begun || in == null ? 0 : in.position(tenant, runId);
  }
}
