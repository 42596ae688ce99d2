package dev.converge.store.postgres.replica;

import dev.converge.engine.store.InputBox;
import dev.converge.engine.store.JobStore.CreateResult;
import dev.converge.engine.store.JobStore.IdempotencyKey;
import dev.converge.engine.store.JobStore.Job;
import dev.converge.engine.store.JobStore.Run;
import dev.converge.engine.store.Journal.AppendResult;
import dev.converge.engine.store.Journal.RunHead;
import dev.converge.store.EventRow;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A write, and the recipient of its outcome.
public sealed interface PostgresWrite {
  /// Approximate size in bytes.
  long bytes();

  /// Reports that nothing was written.
  void refuse(String message);

  /// Reports that nothing was written because this replica owns nothing any more.
  default void fence(String why) {
    refuse(why);
  }

  /// The run that it concerns, which occurs once in a group; `null` if the write stays alone.
  @Nullable String run();

  /// Size of rows in bytes.
  static long bytes(List<EventRow> rows) {
    return rows.stream().mapToLong(row -> row.bytes().length).sum();
  }

  /// A job with its first run and the events of that run.
  ///
  /// @param key or `null`
  /// @param now time of the request, for the age of keys
  record Create(
      long jobNo,
      long runNo,
      Job job,
      Run first,
      List<EventRow> rows,
      @Nullable IdempotencyKey key,
      long now,
      Consumer<CreateResult> done)
      implements PostgresWrite {
    @Override
    public long bytes() {
      return PostgresWrite.bytes(rows) + job.submission().length();
    }

    @Override
    public String run() {
      return job.runId();
    }

    @Override
    public void refuse(String message) {
      done.accept(new CreateResult.Unavailable(message));
    }
  }

  /// Further events of a run.
  ///
  /// @param answers to the inputs that led to the events
  record Append(
      String runId,
      long expected,
      List<EventRow> rows,
      RunHead head,
      List<InputBox.Answered> answers,
      Consumer<AppendResult> done)
      implements PostgresWrite {
    long last() {
      return rows.getLast().last();
    }

    @Override
    public long bytes() {
      return PostgresWrite.bytes(rows);
    }

    @Override
    public String run() {
      return runId;
    }

    @Override
    public void refuse(String message) {
      done.accept(new AppendResult.Unavailable(message));
    }

    @Override
    public void fence(String why) {
      done.accept(new AppendResult.Fenced());
    }
  }

  /// A change of owner of an unfinished run: to this replica if nobody owns it, or to nobody if
  /// this replica does.
  ///
  /// @param done receives whether this replica owns the run
  record Own(String runId, boolean mine, Consumer<OwnResult> done) implements PostgresWrite {
    @Override
    public long bytes() {
      return runId.length();
    }

    @Override
    public String run() {
      return runId;
    }

    @Override
    public void refuse(String message) {
      done.accept(new OwnResult(false, message));
    }
  }

  /// The outcome of a claim.
  ///
  /// @param unavailable the reason if it could not be stored, or `null`
  record OwnResult(boolean mine, @Nullable String unavailable) {}

  /// A write with its own statements, in its own transaction.
  ///
  /// @param unavailable the result if nothing was written
  record Alone<R>(
      long bytes, Transaction<R> transaction, Function<String, R> unavailable, Consumer<R> done)
      implements PostgresWrite {
    @Override
    public @Nullable String run() {
      return null;
    }

    @Override
    public void refuse(String message) {
      done.accept(unavailable.apply(message));
    }
  }

  /// Writes in an open transaction.
  interface Transaction<R> {
    R run(Sql sql, long laneNo) throws SQLException;
  }
}
