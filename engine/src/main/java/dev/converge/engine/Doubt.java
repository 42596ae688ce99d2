package dev.converge.engine;

import dev.converge.core.event.Sealed;
import dev.converge.engine.store.Ownership;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether it is certain where a run stands, and how that is found out: the run is claimed again
/// and what is stored is read back. Used on the run's turns only.
final class Doubt {
  /// Number of consecutive errors in turns of a run after which the run fails.
  static final int MOST_ERRORS = 3;

  /// Pause before the journal is read back again; doubles with each failure in a row.
  static final Duration FIRST_PAUSE = Duration.ofMillis(250);

  private static final int MOST_DOUBLINGS = 7;

  /// What was found.
  sealed interface Found {
    /// What was in doubt is stored.
    record Stored(Batch batch) implements Found {}

    /// What was in doubt is not stored, and nothing else was.
    record Unstored(Batch batch) implements Found {}

    /// Others stored something, or nothing was in doubt.
    record Others() implements Found {}
  }

  private final RunDriver.Tools tools;
  private final CurrentRun current;
  private @Nullable Batch batch;
  private boolean open;
  private boolean elsewhere;
  private int errors;

  Doubt(RunDriver.Tools tools, CurrentRun current) {
    this.tools = tools;
    this.current = current;
  }

  /// Whether nothing can be done before it is resolved.
  boolean isOpen() {
    return open;
  }

  /// Whether another server drove the run when it was resolved last.
  boolean elsewhere() {
    return elsewhere;
  }

  /// It is not certain whether something is stored.
  void about(Batch sent) {
    batch = sent;
    open = true;
  }

  /// A turn threw an error.
  void error() {
    errors++;
    open = true;
  }

  /// An append was stored.
  void none() {
    errors = 0;
  }

  /// Whether the run fails of what a turn threw.
  boolean isHopeless(Throwable thrown) {
    return thrown instanceof RuntimeException
        || thrown instanceof StackOverflowError
        || errors > MOST_ERRORS;
  }

  /// How long it waits before it looks, after errors in a row.
  Duration pause() {
    return errors == 1
        ? Duration.ZERO
        : FIRST_PAUSE.multipliedBy(1L << Math.min(errors, MOST_DOUBLINGS));
  }

  /// Claims the run, takes over what is stored beyond what is known here, and says what was found;
  /// blocks for I/O.
  ///
  /// @throws RuntimeException if it cannot be found out now
  Found resolve() {
    Batch sent = batch;
    long before = current.state().sequence();
    String runId = current.runId();
    // Claimed first, so that nobody else stores anything after it was read.
    Ownership.Claim claim = tools.replica().ownership().claim(runId);
    tools.stored().pages(runId, before, page -> takeOver(page, sent));
    elsewhere = claim instanceof Ownership.Claim.Elsewhere;
    batch = null;
    open = false;
    if (sent != null && sent.stored()) {
      return new Found.Stored(sent);
    }
    return sent != null && current.state().sequence() == before
        ? new Found.Unstored(sent)
        : new Found.Others();
  }

  private void takeOver(List<Sealed> page, @Nullable Batch sent) {
    if (sent != null) {
      sent.find(page);
    }
    current.takeOver(page);
  }
}
