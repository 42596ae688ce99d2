package dev.converge.engine;

import dev.converge.core.event.Sealed;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.host.Mailbox;
import dev.converge.engine.store.Journal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Appends the events of a run's turns, one batch at a time, and knows what is pending. If it is
/// not certain what is stored, it reads the journal back, so the run continues from there and its
/// readers always reach the end. Used only on the run's turns.
final class RunWriter {
  private static final Logger LOG = LoggerFactory.getLogger(RunWriter.class);

  /// Receives the outcome of a batch, on the run's turns.
  interface Listener {
    /// The store accepts nothing now: the run waits for it, but nobody else does.
    void kept();

    /// A batch is durable, and the run has its new state.
    void stored(Batch batch);

    /// What was sent is not stored.
    void refused(String why);

    /// The run has the state at the end of the journal that was read back.
    ///
    /// @param elsewhere whether another server drives the run
    void readBack(Doubt.Found found, boolean elsewhere);
  }

  private final RunDriver.Tools tools;
  private final CurrentRun current;
  private final Mailbox mailbox;
  private final Doubt doubt;
  private final Departure departure;
  private final Listener listener;

  /// What the store has not answered yet.
  private @Nullable Batch sent;

  private boolean kept;

  RunWriter(
      RunDriver.Tools tools,
      CurrentRun current,
      Mailbox mailbox,
      Doubt doubt,
      Departure departure,
      Listener listener) {
    this.tools = tools;
    this.current = current;
    this.mailbox = mailbox;
    this.doubt = doubt;
    this.departure = departure;
    this.listener = listener;
  }

  /// Whether a batch is on its way, or it is not certain what is stored: then nothing more is done.
  boolean isBusy() {
    return sent != null || doubt.isOpen();
  }

  /// Whether a batch is on its way.
  boolean isSending() {
    return sent != null;
  }

  /// Whether the store accepts nothing now.
  boolean isKept() {
    return kept;
  }

  void append(Draft draft, List<Sealed> sealed) {
    AtomicReference<Batch> mine = new AtomicReference<>();
    Appends.Append append =
        new Appends.Append(
            current.runId(),
            current.state().sequence(),
            sealed,
            draft
                .turn()
                .head()
                .using(
                    tools
                        .room()
                        .used(current.job(), current.runId(), current.state(), draft.next())),
            Posted.outcomes(draft.answered()),
            draft.own(),
            () -> mailbox.turn(() -> kept(mine.get())),
            result -> mailbox.turn(() -> appended(mine.get(), result)));
    Batch batch = new Batch(draft, append);
    mine.set(batch);
    sent = batch;
    try {
      tools.appends().append(append);
    } catch (Throwable e) {
      sent = null;
      throw e;
    }
  }

  private void kept(Batch batch) {
    if (sent == batch) {
      kept = true;
      listener.kept();
    }
  }

  private void appended(Batch batch, Journal.AppendResult result) {
    if (sent != batch) {
      return;
    }
    sent = null;
    kept = false;
    switch (result) {
      case Journal.AppendResult.Appended _ -> {
        doubt.none();
        current.stored(batch);
        listener.stored(batch);
      }
      case Journal.AppendResult.Conflict(var sequence) -> {
        LOG.warn(
            "run {}: reading the journal back, whose last sequence is {}",
            current.runId(),
            sequence);
        doubt.about(batch);
        readBack();
      }
      case Journal.AppendResult.Fenced _ -> departure.move();
      case Journal.AppendResult.Unavailable(var message) -> listener.refused(message);
    }
  }

  /// Reads back after a pause, or in the next turn.
  void readBackAfter(Duration pause) {
    if (pause.isZero()) {
      mailbox.turn(this::readBack);
    } else {
      later(pause, this::readBack);
    }
  }

  /// Runs a task on the run's turns after a pause.
  void later(Duration pause, Runnable task) {
    tools.host().timers().after(pause, () -> mailbox.turn(task));
  }

  /// Adds the stored events that are not known here. The run continues from there if this server
  /// still owns it.
  private void readBack() {
    if (departure.isStopped() || !doubt.isOpen()) {
      return;
    }
    Doubt.Found found;
    try {
      found = doubt.resolve();
    } catch (RuntimeException e) {
      unread(e);
      return;
    }
    if (found instanceof Doubt.Found.Unstored(var batch)
        && !doubt.elsewhere()
        && !departure.isLosing()) {
      tryAgain(batch);
    } else {
      listener.readBack(found, doubt.elsewhere());
    }
  }

  private void tryAgain(Batch batch) {
    if (batch.append().patient()) {
      sent = batch;
      tools.appends().keep(batch.append());
    } else {
      listener.refused("the store did not accept the append");
    }
  }

  private void unread(RuntimeException e) {
    if (e instanceof ConvergeException known && known.code() == ErrorCode.RUN_NOT_FOUND) {
      departure.leave(known.code(), "the run no longer exists");
    } else if (e instanceof IllegalArgumentException) {
      LOG.warn("run {} was driven and erased elsewhere", current.runId(), e);
      departure.leave(ErrorCode.UNAVAILABLE, Departure.MOVED);
    } else {
      LOG.warn(
          "run {} could not be read back, will be retried soon: {}",
          current.runId(),
          e.getMessage());
      later(Doubt.FIRST_PAUSE, this::readBack);
    }
  }
}
