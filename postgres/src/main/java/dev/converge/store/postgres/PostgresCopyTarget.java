package dev.converge.store.postgres;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.store.CopiedJob;
import dev.converge.store.CopiedRow;
import dev.converge.store.CopiedTable;
import dev.converge.store.CopyTarget;
import dev.converge.store.EventRow;
import dev.converge.store.StoreAddress;
import dev.converge.store.StoreOptions;
import dev.converge.store.postgres.replica.PostgresConnections;
import dev.converge.store.postgres.replica.PostgresLimits;
import dev.converge.store.postgres.replica.PostgresNumbers;
import dev.converge.store.postgres.replica.PostgresWrite;
import dev.converge.store.postgres.replica.Sql;
import dev.converge.store.postgres.replica.StoredRows;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Stores a copy in a PostgreSQL database that no server uses.
final class PostgresCopyTarget implements CopyTarget {
  /// Counts from before this server belong to lane 0.
  private static final long LANE = 0;

  private final PostgresStore store;
  private final Sql sql;
  private final Set<YearMonth> months = new HashSet<>();

  private PostgresCopyTarget(PostgresStore store, Sql sql) {
    this.store = store;
    this.sql = sql;
  }

  /// Opens the database at an address.
  static PostgresCopyTarget open(StoreAddress address, StoreOptions options) {
    PostgresStore store = PostgresStore.open(address, options);
    int others = store.replica().membership().members().size() - 1;
    if (others > 0) {
      store.close();
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE,
          "database "
              + address
              + ": in use by "
              + others
              + " servers (expected: none during a copy; one that was killed counts for "
              + PostgresLimits.TAKEN_OVER_AFTER.toSeconds()
              + " s)");
    }
    try {
      return new PostgresCopyTarget(store, PostgresConnections.patient(address));
    } catch (SQLException e) {
      store.close();
      throw failed(e);
    }
  }

  private static ConvergeException failed(SQLException e) {
    return new ConvergeException(
        ErrorCode.UNAVAILABLE, "the database could not write: " + e.getMessage(), e);
  }

  private record There(long jobNo, String tenant) {}

  @Override
  public boolean put(CopiedJob job) {
    try {
      makePartitions(job);
      return sql.together(() -> write(job));
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /// The partitions that a server creates in advance are only for new runs.
  private void makePartitions(CopiedJob job) throws SQLException {
    for (CopiedJob.Run run : job.runs()) {
      YearMonth month =
          YearMonth.from(
              Instant.ofEpochMilli(createdAt(CopiedTable.RUN, run.row())).atZone(ZoneOffset.UTC));
      if (months.add(month)) {
        PostgresSchema.partition(sql, month);
      }
    }
  }

  private static long createdAt(CopiedTable table, CopiedRow row) {
    return (Long) table.value(row, "created_at");
  }

  private boolean write(CopiedJob job) throws SQLException {
    Optional<There> there =
        sql.first(
            row -> new There(row.getLong(1), row.getString(2)),
            "SELECT job_no, tenant FROM job WHERE job_id = ? FOR UPDATE",
            job.id());
    // A replaced job keeps its numbers, and so its position in lists.
    Map<String, Long> numbers = new HashMap<>();
    if (there.isPresent()) {
      if (isSame(job, there.get())) {
        return false;
      }
      numbers.put(job.id(), there.get().jobNo());
      sql.all(
          row -> numbers.put(row.getString(1), row.getLong(2)),
          "SELECT run_id, run_no FROM run WHERE job_no = ?",
          there.get().jobNo());
      PostgresErasureRows.remove(sql, LANE, there.get().jobNo());
    }
    insert(job, numbers);
    if (!isSame(job, new There(0, job.row().tenant()))) {
      throw new ConvergeException(
          ErrorCode.INTERNAL, "job " + job.id() + ": what was stored is not what was copied");
    }
    return true;
  }

  /// Whether the stored job equals the given one.
  ///
  /// @throws ConvergeException with `CONFLICT` if it is a different job, or has progressed further
  private boolean isSame(CopiedJob job, There there) throws SQLException {
    if (!there.tenant().equals(job.row().tenant())) {
      throw other(job, "belongs to another tenant");
    }
    if (isErased(job) != isErasedThere(job)) {
      return false;
    }
    boolean same = true;
    Set<String> ids = new HashSet<>();
    for (CopiedJob.Run run : job.runs()) {
      ids.add(run.id());
      List<EventRow> stored =
          sql.all(
              PostgresRunRows::eventRow,
              "SELECT first_sequence, last_sequence, events FROM journal WHERE run_no = (SELECT"
                  + " run_no FROM run WHERE run_id = ?) ORDER BY last_sequence",
              run.id());
      if (stored.size() > run.events().size() || !begins(run.events(), stored)) {
        throw other(job, "has other events in run " + run.id());
      }
      same &= stored.size() == run.events().size();
    }
    for (String id :
        sql.all(
            row -> row.getString(1),
            "SELECT run_id FROM run JOIN job USING (job_no) WHERE job_id = ?",
            job.id())) {
      if (!ids.contains(id)) {
        throw other(job, "has a further run, " + id);
      }
    }
    return same;
  }

  private static boolean begins(List<EventRow> all, List<EventRow> stored) {
    for (int i = 0; i < stored.size(); i++) {
      if (!Arrays.equals(all.get(i).bytes(), stored.get(i).bytes())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isErased(CopiedJob job) {
    return job.row().values().get(CopiedTable.JOB.columns().indexOf("erased_at")) != null;
  }

  private boolean isErasedThere(CopiedJob job) throws SQLException {
    return sql.first(
            row -> row.getBoolean(1),
            "SELECT erased_at IS NOT NULL FROM job WHERE job_id = ?",
            job.id())
        .orElse(false);
  }

  private static ConvergeException other(CopiedJob job, String why) {
    return new ConvergeException(
        ErrorCode.CONFLICT,
        "job "
            + job.id()
            + ": the one in the database "
            + why
            + " (expected: a database that no server has used since the copy before)");
  }

  /// @param numbers of the job and its runs before the copy, by their ids
  private void insert(CopiedJob job, Map<String, Long> numbers) throws SQLException {
    Long before = numbers.get(job.id());
    long jobNo =
        before == null ? free("job", "job_no", createdAt(CopiedTable.JOB, job.row())) : before;
    List<Long> runNos = new ArrayList<>();
    for (CopiedJob.Run run : job.runs()) {
      Long number = numbers.get(run.id());
      long runNo =
          number == null ? free("run", "run_no", createdAt(CopiedTable.RUN, run.row())) : number;
      runNos.add(runNo);
      PostgresCopyRows.insert(
          sql, "run", CopiedTable.RUN, run.row(), "run_no", runNo, "job_no", jobNo);
      if (isErased(job)) {
        sql.update("UPDATE run SET erased = true WHERE run_no = ?", runNo);
      }
      PostgresRunRows.insert(sql, runNo, run.events());
      for (CopiedRow proposal : run.proposals()) {
        PostgresCopyRows.insert(
            sql, "proposal", CopiedTable.PROPOSAL, proposal, "run_no", runNo, "job_no", jobNo);
      }
      StoredRows.add(
          sql,
          LANE,
          run.row().tenant(),
          (String) CopiedTable.RUN.value(run.row(), "submitted_by"),
          PostgresWrite.bytes(run.events()));
    }
    PostgresCopyRows.insert(
        sql, "job", CopiedTable.JOB, job.row(), "job_no", jobNo, "first_run_no", runNos.getFirst());
    String submission = (String) CopiedTable.JOB.value(job.row(), "submission");
    StoredRows.add(
        sql,
        LANE,
        job.row().tenant(),
        (String) CopiedTable.RUN.value(job.runs().getFirst().row(), "submitted_by"),
        submission.getBytes(StandardCharsets.UTF_8).length);
    for (CopiedRow key : job.keys()) {
      PostgresCopyRows.insert(
          sql, "idempotency_key", CopiedTable.KEY, key, "job_no", jobNo, null, 0);
    }
  }

  /// A number for a millisecond that is larger than the existing ones.
  private long free(String table, String column, long millis) throws SQLException {
    long from = PostgresNumbers.from(millis);
    return sql.first(
            row -> row.getLong(1),
            "SELECT coalesce(max(%1$s) + 1, ?) FROM %2$s WHERE %1$s >= ? AND %1$s < ?"
                .formatted(column, table),
            from,
            from,
            PostgresNumbers.from(millis + 1))
        .orElse(from);
  }

  @Override
  public void put(CopiedTable table, List<CopiedRow> rows) {
    try {
      if (table.equals(CopiedTable.WEBHOOK)) {
        sql.together(() -> PostgresCopyRows.webhooks(sql, rows));
        return;
      }
      for (CopiedRow row : rows) {
        if (table.equals(CopiedTable.WEBHOOK_CURSOR)) {
          PostgresCopyRows.cursor(sql, row);
        } else if (table.equals(CopiedTable.ADMIN_LOG)) {
          PostgresCopyRows.log(sql, row);
        } else if (table.equals(CopiedTable.USAGE)) {
          PostgresCopyRows.usage(sql, row);
        } else {
          PostgresCopyRows.insert(sql, "template", table, row, null, 0, null, 0);
        }
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  @Override
  public void close() {
    sql.close();
    store.close();
  }
}
