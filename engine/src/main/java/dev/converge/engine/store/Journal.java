package dev.converge.engine.store;

import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.event.Sealed;
import dev.converge.core.status.Status;
import dev.converge.core.text.EnumWord;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.listing.HeldProposals;
import dev.converge.engine.listing.RunProgress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The durable log of every run's events. What was appended is never changed. Thread-safe.
public interface Journal {
  /// Appends the next events of a run, all or none, and says so once they are durable. A run whose
  /// content was erased takes no more events: that is a conflict. Never blocks for I/O; `done` is
  /// called on a thread of the journal, also when it is full or closed, never deeper and deeper on
  /// the stack of a caller that appends again, and must be quick.
  ///
  /// @param expectedSequence sequence of the last event stored before; the fence against a second
  ///   writer
  /// @param events at least one, numbered on from the expected sequence
  /// @param head what lists show of the run, kept with the events
  /// @throws IllegalArgumentException if the events do not follow the expected sequence
  void append(
      String runId,
      long expectedSequence,
      List<Sealed> events,
      RunHead head,
      Consumer<AppendResult> done);

  /// Appends like [#append(String, long, List, RunHead, Consumer)], and stores in the same
  /// transaction what became of inputs that other engines posted: both or none. A store that only
  /// one engine works on need not do more than this.
  ///
  /// @param answers may be empty
  default void append(
      String runId,
      long expectedSequence,
      List<Sealed> events,
      RunHead head,
      List<InputBox.Answered> answers,
      Consumer<AppendResult> done) {
    if (!answers.isEmpty()) {
      throw new IllegalArgumentException(
          "answers of " + runId + ": " + answers.size() + " (expected: none, nobody else posts)");
    }
    append(runId, expectedSequence, events, head, done);
  }

  /// Events after a sequence, in order; blocks for I/O.
  ///
  /// @param after sequence of the last event not wanted
  /// @param maxEvents most events
  /// @param maxBytes most bytes of their lines together; one event is returned even if larger
  /// @throws ConvergeException with `RUN_NOT_FOUND`, or `UNAVAILABLE` if the store cannot be read
  List<Sealed> read(String runId, long after, int maxEvents, int maxBytes);

  /// Checks that there are events to append, numbered on from a sequence, without gaps.
  ///
  /// @throws IllegalArgumentException if they are not
  static void requireAppend(String runId, long sequence, List<Sealed> events) {
    if (events.isEmpty()) {
      throw new IllegalArgumentException("events of " + runId + ": none (expected: at least one)");
    }
    requireNext(runId, sequence, events);
  }

  /// Checks that events are numbered on from a sequence, without gaps.
  ///
  /// @throws IllegalArgumentException if they are not
  static void requireNext(String runId, long sequence, List<Sealed> events) {
    long expected = sequence;
    for (Sealed event : events) {
      expected++;
      if (event.sequence() != expected) {
        throw new IllegalArgumentException(
            "event of "
                + runId
                + ": sequence "
                + event.sequence()
                + " (expected: "
                + expected
                + ")");
      }
    }
  }

  /// What became of an append.
  sealed interface AppendResult {
    /// Durable.
    record Appended() implements AppendResult {}

    /// Somebody else appended before, another engine owns the run, or there is no such run; nothing
    /// was stored.
    ///
    /// @param sequence of the last event that is stored; 0 if there is no such run
    record Conflict(long sequence) implements AppendResult {}

    /// This engine is no member of those that work on the store any more, and owns nothing; nothing
    /// was stored. Said by stores that several engines work on.
    record Fenced() implements AppendResult {}

    /// The store could not; nothing was stored, and trying again may help.
    record Unavailable(String message) implements AppendResult {}
  }

  /// What lists show of a run.
  ///
  /// @param status after the events
  /// @param reason why it was halted, in lower case, or `null`
  /// @param cycles started
  /// @param facts in the context
  /// @param updatedAt of the last event, for a replay of its creation; kept in milliseconds
  /// @param progress what it used and waits for
  /// @param wakeAt until when it rests, see [Rest]; kept in milliseconds
  /// @param held proposals for the list across jobs; never read back with a run
  /// @param used what is used more or less of quotas from then on, stored in the same transaction;
  ///   never read back with a run
  record RunHead(
      Status status,
      @Nullable String reason,
      int cycles,
      int facts,
      Instant updatedAt,
      RunProgress progress,
      Instant wakeAt,
      HeldProposals held,
      List<UsageStore.Used> used) {
    /// Cuts the times to milliseconds, as they are stored.
    public RunHead {
      used = List.copyOf(used);
      updatedAt = updatedAt.truncatedTo(ChronoUnit.MILLIS);
      wakeAt = Rest.stored(wakeAt);
    }

    /// Of a run that asked nobody, and of which no more is known.
    public RunHead(
        Status status, @Nullable String reason, int cycles, int facts, Instant updatedAt) {
      this(
          status,
          reason,
          cycles,
          facts,
          updatedAt,
          RunProgress.UNKNOWN,
          status.isFinal() ? Rest.FOR_EVER : Rest.NONE,
          HeldProposals.NONE,
          List.of());
    }

    /// Of a run of a program that stands there.
    public static RunHead of(Program program, RunState state) {
      return new RunHead(
          state.status(),
          state.reason().map(EnumWord::of).orElse(null),
          state.spent().cycles(),
          state.context().size(),
          state.at(),
          RunProgress.of(state),
          Rest.until(program, state),
          HeldProposals.of(state),
          List.of());
    }

    /// The same at another time.
    public RunHead updated(Instant at) {
      return new RunHead(status, reason, cycles, facts, at, progress, wakeAt, held, used);
    }

    /// The same with changes of what is used.
    public RunHead using(List<UsageStore.Used> changes) {
      return new RunHead(status, reason, cycles, facts, updatedAt, progress, wakeAt, held, changes);
    }

    /// The same with another progress, without proposals and changes: as it is read back.
    RunHead read(RunProgress kept) {
      return new RunHead(
          status, reason, cycles, facts, updatedAt, kept, wakeAt, HeldProposals.NONE, List.of());
    }
  }
}
