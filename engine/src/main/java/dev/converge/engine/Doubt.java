package dev.converge.engine;

import dev.converge.core.event.Sealed;
import dev.converge.engine.store.Ownership;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether the state of a run is certain, and how doubt is resolved: the run is claimed again and
/// the stored events are read back. Used only on the run's turns.
final class Doubt {
  /// Number of consecutive errors in turns of a run after which the run fails.
  static final int MOST_ERRORS = 3;

  /// Pause before the journal is read back again; doubles with each consecutive failure.
  static final Duration FIRST_PAUSE = Duration.ofMillis(250);

  private static final int MOST_DOUBLINGS = 7;

  /// What was found.
  sealed interface Found {
    /// What was in doubt is stored.
    record Stored(Batch batch) implements Found {}

    /// What was in doubt is not stored, and neither is anything else.
    record Unstored(Batch batch) implements Found {}

    /// Others stored events, or nothing was in doubt.
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

  /// Whether nothing can be done before the doubt is resolved.
  boolean isOpen() {
    return open;
  }

  /// Whether another server drove the run when the doubt was last resolved.
  boolean elsewhere() {
    return elsewhere;
  }

  /// It is not certain whether events are stored.
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

  /// Whether the run fails because of what a turn threw.
  boolean isHopeless(Throwable thrown) {
    return thrown instanceof RuntimeException
        || thrown instanceof StackOverflowError
        || errors > MOST_ERRORS;
  }

  /// Pause before reading back after consecutive errors.
  Duration pause() {
    return errors == 1
        ? Duration.ZERO
        : FIRST_PAUSE.multipliedBy(1L << Math.min(errors, MOST_DOUBLINGS));
  }

  /// Claims the run, adds the stored events that are not known here, and says what was found.
  /// Blocks for I/O.
  ///
  /// @throws RuntimeException if this cannot be found out now
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
