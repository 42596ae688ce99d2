package dev.converge.engine.queue;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whether a run has asked an agent since it was loaded here, and where its calls wait until then.
/// Thread-safe.
///
/// @param <T> the type of calls
public final class RunBeginning<T extends Runnable> {
  /// Waits that are longer than this are excluded from running time.
  private static final Duration NOTICED = Duration.ofSeconds(1);

  private volatile boolean begun;
  private volatile @Nullable CallQueue<T> queue;
  private volatile @Nullable Instant since;

  /// For a run that has not started and is not waiting.
  public RunBeginning() {}

  /// Whether an agent was asked, or is about to be asked.
  public boolean begun() {
    return begun;
  }

  /// A call of the run is waiting.
  public void waits(CallQueue<T> in, Instant now) {
    queue = in;
    since = now;
  }

  /// An agent is being asked.
  ///
  /// @return whether it is the first one, and the run waited long enough for it to matter
  public boolean begin(Instant now) {
    Instant waited = since;
    boolean late = !begun && waited != null && !now.isBefore(waited.plus(NOTICED));
    begun = true;
    return late;
  }

  /// The run's position among those whose agents have not been asked yet: 1 for the next one, 0 if
  /// it is not waiting.
  public int position(String tenant, String runId) {
    CallQueue<T> in = queue;
    return begun || in == null ? 0 : in.position(tenant, runId);
  }
}
