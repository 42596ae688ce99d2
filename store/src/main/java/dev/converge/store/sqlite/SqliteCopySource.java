package dev.converge.store.sqlite;

import dev.converge.store.CopiedJob;
import dev.converge.store.CopiedRow;
import dev.converge.store.CopiedTable;
import dev.converge.store.CopySource;
import dev.converge.store.EventRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads everything from a SQLite store.
///
/// @param store not used by a server, because this process has locked its directory
record SqliteCopySource(SqliteStore store) implements CopySource {
  private static final String TENANT = "(SELECT name FROM tenant WHERE tenant.tenant_no = %s)";
  private static final String JOB =
      select(CopiedTable.JOB, "job").replace("erased_because", "erasure.because")
          + " LEFT JOIN erasure ON erasure.job_no = job.job_no WHERE job.job_no = ?";
  private static final String RUNS =
      select(CopiedTable.RUN, "run").replace("run.submitted_by", "run.key")
          + " WHERE run.job_no = ? ORDER BY run.run_no";
  private static final String RUN_NUMBERS =
      "SELECT run_no FROM run WHERE job_no = ? ORDER BY run_no";
  private static final String EVENTS =
      "SELECT first_sequence, last_sequence, events FROM journal WHERE run_no = ?"
          + " ORDER BY last_sequence";
  private static final String PROPOSALS =
      select(CopiedTable.PROPOSAL, "proposal") + " WHERE proposal.run_no = ? ORDER BY proposal_no";
  private static final String KEYS =
      select(CopiedTable.KEY, "idempotency_key") + " WHERE idempotency_key.job_no = ?";

  private static String select(CopiedTable table, String name) {
    List<String> columns = table.columns().stream().map(column -> name + "." + column).toList();
    return "SELECT "
        + TENANT.formatted(name + ".tenant_no")
        + ", "
        + String.join(", ", columns).replace("job.erased_because", "erased_because")
        + " FROM "
        + name;
  }

  @Override
  public long jobs() {
    return store.read(statements -> statements.number("SELECT count(*) FROM job"));
  }

  @Override
  public List<Long> jobsAfter(long after, int limit) {
    return store.read(statements ->
        numbers(
            statements
                .of("SELECT job_no FROM job WHERE job_no > ? ORDER BY job_no LIMIT ?")
                .with(after)
                .with(limit)));
  }

  private static List<Long> numbers(BoundStatement statement) throws SQLException {
    List<Long> numbers = new ArrayList<>();
    try (ResultSet rows = statement.query()) {
      while (rows.next()) {
        numbers.add(rows.getLong(1));
      }
    }
    return numbers;
  }

  @Override
  public CopiedJob job(long number) {
    return store.read(statements -> {
      List<CopiedRow> runs = rows(statements.of(RUNS).with(number), CopiedTable.RUN);
      List<Long> numbers = numbers(statements.of(RUN_NUMBERS).with(number));
      List<CopiedJob.Run> whole = new ArrayList<>();
      for (int i = 0; i < runs.size(); i++) {
        whole.add(
            new CopiedJob.Run(
                runs.get(i),
                events(statements, numbers.get(i)),
                rows(statements.of(PROPOSALS).with(numbers.get(i)), CopiedTable.PROPOSAL)));
      }
      return new CopiedJob(
          number,
          rows(statements.of(JOB).with(number), CopiedTable.JOB).getFirst(),
          whole,
          rows(statements.of(KEYS).with(number), CopiedTable.KEY));
    });
  }

  private static List<EventRow> events(Statements statements, long runNo) throws SQLException {
    List<EventRow> events = new ArrayList<>();
    try (ResultSet rows = statements.of(EVENTS).with(runNo).query()) {
      while (rows.next()) {
        events.add(new EventRow(rows.getLong(1), rows.getLong(2), rows.getBytes(3)));
      }
    }
    return events;
  }

  @Override
  public List<CopiedRow> rows(CopiedTable table) {
    return store.read(statements -> rows(statements.of(all(table)), table));
  }

  private static String all(CopiedTable table) {
    if (table.equals(CopiedTable.ADMIN_LOG)) {
      return "SELECT '', sequence, line FROM admin_log ORDER BY sequence";
    }
    String columns = String.join(", ", table.columns());
    if (table.equals(CopiedTable.WEBHOOK)) {
      return "SELECT tenant, " + columns + " FROM webhook ORDER BY webhook_no";
    }
    if (table.equals(CopiedTable.WEBHOOK_CURSOR)) {
      return "SELECT '', " + columns + " FROM webhook_cursor";
    }
    return select(table, table.equals(CopiedTable.TEMPLATE) ? "template" : "usage");
  }

  private static List<CopiedRow> rows(BoundStatement statement, CopiedTable table)
      throws SQLException {
    List<CopiedRow> all = new ArrayList<>();
    try (ResultSet row = statement.query()) {
      while (row.next()) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
          Object value = row.getObject(i + 2);
          values.add(value instanceof Number number ? (Long) number.longValue() : value);
        }
        all.add(new CopiedRow(row.getString(1), values));
      }
    }
    return all;
  }

  @Override
  public void close() {
    store.close();
  }
}
