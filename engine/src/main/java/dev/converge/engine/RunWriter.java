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

/// Has what a run's turns make appended, one batch at a time, and knows what is pending. Where it
/// is not certain what is stored, it reads the journal back, so the run goes on from there and its
/// readers always come to the end. Used on the run's turns only.
final class RunWriter {
  private static final Logger LOG = LoggerFactory.getLogger(RunWriter.class);

  /// Hears what became of a batch, on the run's turns.
  interface Listener {
    /// The store takes nothing now: the run waits for it, but nobody else does.
    void kept();

    /// A batch is durable, and the run stands where it leads to.
    void stored(Batch batch);

    /// What was sent is not stored.
    void refused(String why);

    /// The run stands where the journal ends that was read back.
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

  /// Whether a batch is on its way, or it is not certain what is stored: nothing more is done then.
  boolean isBusy() {
    return sent != null || doubt.isOpen();
  }

  /// Whether a batch is on its way.
  boolean isSending() {
    return sent != null;
  }

  /// Whether the store takes nothing now.
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
        LOG.warn("run {}: reading back the journal, which is at {}", current.runId(), sequence);
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

  /// Does something on the run's turns after a pause.
  void later(Duration pause, Runnable task) {
    tools.host().timers().after(pause, () -> mailbox.turn(task));
  }

  /// Takes over what is stored beyond what is known here; the run goes on from there if it is still
  /// this server's.
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
      listener.refused("the store did not take the append");
    }
  }

  private void unread(RuntimeException e) {
    if (e instanceof ConvergeException known && known.code() == ErrorCode.RUN_NOT_FOUND) {
      departure.leave(known.code(), "the run no longer exists");
    } else if (e instanceof IllegalArgumentException) {
      LOG.warn("run {} was driven and erased elsewhere", current.runId(), e);
      departure.leave(ErrorCode.UNAVAILABLE, Departure.MOVED);
    } else {
      LOG.warn("run {} could not be read back, next try soon: {}", current.runId(), e.getMessage());
      later(Doubt.FIRST_PAUSE, this::readBack);
    }
  }
}
