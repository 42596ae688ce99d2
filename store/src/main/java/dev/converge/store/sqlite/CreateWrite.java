package dev.converge.store.sqlite;

import dev.converge.core.event.Sealed;
import dev.converge.engine.listing.JobNotes;
import dev.converge.engine.store.Erasure;
import dev.converge.engine.store.JobStore.CreateResult;
import dev.converge.engine.store.JobStore.IdempotencyKey;
import dev.converge.engine.store.JobStore.Job;
import dev.converge.engine.store.JobStore.Run;
import dev.converge.engine.store.Journal.RunHead;
import dev.converge.engine.store.UsageStore;
import dev.converge.store.EventRow;
import dev.converge.store.RunColumns;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Creates a run with its first events: the first run of a new job, or a further run of an existing
/// one.
abstract sealed class CreateWrite extends Write<CreateResult> {
  private final List<EventRow> rows;

  private CreateWrite(List<EventRow> rows, long moreBytes, Consumer<CreateResult> done) {
    super(bytes(rows) + moreBytes, done);
    this.rows = rows;
  }

  /// Size of the rows in bytes.
  static long bytes(List<EventRow> rows) {
    return rows.stream().mapToLong(row -> row.bytes().length).sum();
  }

  @Override
  final CreateResult unavailable(String message) {
    return new CreateResult.Unavailable(message);
  }

  final void insertRun(WriteSession session, long runNo, JobRows.Place job, Run run)
      throws SQLException {
    RunRows.Place place =
        new RunRows.Place(
            runNo, job.payer(), run.sequence(), run.head().status(), RunColumns.wakeAt(run.head()));
    RunRows.insert(session.statements(), place, job, run);
    JournalRows.insert(session, place, rows);
    for (UsageStore.Used change : run.head().used()) {
      SqliteUsage.add(session, change);
    }
    session.moved(run.runId(), place);
  }

  /// Creates a job.
  static final class OfJob extends CreateWrite {
    private final Job job;
    private final JobNotes notes;
    private final Run run;
    private final @Nullable IdempotencyKey key;

    OfJob(
        Job job,
        List<Sealed> events,
        RunHead head,
        @Nullable IdempotencyKey key,
        Consumer<CreateResult> done) {
      super(EventRow.of(events), job.submission().length(), done);
      this.job = job;
      this.notes = JobNotes.of(job.submission());
      this.run = new Run(job.runId(), job.jobId(), null, events.size(), head, job.createdAt());
      this.key = key;
    }

    @Override
    CreateResult apply(WriteSession session) throws SQLException {
      long tenantNo = session.tenantNo(job.tenant());
      if (key != null) {
        KeyRows.Used used = KeyRows.find(session.statements(), tenantNo, key, session.now());
        if (used != null) {
          return usedBefore(session, used, key);
        }
      }
      JobRows.Place place =
          new JobRows.Place(session.nextJobNo(), new StoredSums.Payer(tenantNo, job.key()));
      long runNo = session.nextRunNo();
      JobRows.insert(session, place, runNo, job, notes);
      insertRun(session, runNo, place, run);
      if (run.head().held().asked()) {
        ProposalRows.keep(session.statements(), runNo, run.head());
      }
      if (key != null) {
        KeyRows.put(session.statements(), tenantNo, key, place.jobNo(), session.now());
      }
      return new CreateResult.Created();
    }

    private static CreateResult usedBefore(
        WriteSession session, KeyRows.Used used, IdempotencyKey key) throws SQLException {
      Job before =
          JobRows.numbered(session.statements(), used.jobNo())
              .orElseThrow(() -> new SQLException("job " + used.jobNo() + " of a key is gone"));
      return used.fingerprint().equals(key.fingerprint())
          ? new CreateResult.SameKey(before)
          : new CreateResult.OtherBody(before);
    }
  }

  /// Creates a further run.
  static final class OfRun extends CreateWrite {
    private final Run run;

    OfRun(
        String jobId,
        String runId,
        String replayOf,
        Instant createdAt,
        List<Sealed> events,
        RunHead head,
        Consumer<CreateResult> done) {
      super(EventRow.of(events), 0, done);
      this.run = new Run(runId, jobId, replayOf, events.size(), head, createdAt);
    }

    @Override
    CreateResult apply(WriteSession session) throws SQLException {
      JobRows.Place job = JobRows.place(session.statements(), run.jobId());
      if (job == null) {
        return new CreateResult.Unavailable(
            "run: " + run.runId() + " of " + run.jobId() + " (expected: a job that is stored)");
      }
      Optional<Erasure> erasure = ErasureRows.find(session.statements(), job);
      if (erasure.isPresent()) {
        return new CreateResult.Gone(erasure.get());
      }
      insertRun(session, session.nextRunNo(), job, run);
      return new CreateResult.Created();
    }
  }
}
