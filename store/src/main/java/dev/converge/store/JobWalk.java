package dev.converge.store;

import dev.converge.engine.store.JobStore.Listed;
import dev.converge.engine.store.JobStore.Query;
import dev.converge.engine.store.JobStore.Tally;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;

/// Reads a list of jobs from an index in its order, in every SQL store: which index scans a list
/// needs, the rows of a scan, and how the rows are merged into a page.
public final class JobWalk {
  private JobWalk() {}

  /// A row of a list and its position in the order.
  public record Row(Listed listed, long jobNo) {
    /// The row at the cursor, from the columns of the job, of the run, of the notes, and the number
    /// of the job.
    public static Row read(ResultSet row) throws SQLException {
      int notes = JobColumns.COUNT + RunColumns.COUNT;
      Listed listed =
          new Listed(
              JobColumns.read(row),
              RunColumns.read(row, JobColumns.COUNT),
              JobColumns.notes(row, notes));
      return new Row(listed, row.getLong(notes + JobColumns.NOTES_COUNT + 1));
    }
  }

  /// Whether the index by status is scanned.
  public static boolean byStatus(Query query) {
    return !query.which().statuses().isEmpty() && query.which().correlationId() == null;
  }

  /// One query for each status if the index by status is scanned, so that rare statuses are fast.
  public static List<Query> of(Query query) {
    return byStatus(query)
        ? query.which().statuses().stream()
            .map(status ->
                new Query(
                    query.tenant(),
                    query.which().only(status),
                    query.since(),
                    query.until(),
                    query.beforeJobId(),
                    query.limit()))
            .toList()
        : List.of(query);
  }

  /// Merges the rows of all scans into a page.
  public static List<Listed> page(List<Row> rows, Query query) {
    Comparator<Row> oldest =
        Comparator.comparing((Row row) -> row.listed().job().createdAt())
            .thenComparingLong(Row::jobNo);
    return rows.stream()
        .sorted(query.which().oldestFirst() ? oldest : oldest.reversed())
        .limit(query.limit())
        .map(Row::listed)
        .toList();
  }

  /// The tally at the cursor, from the columns template, status, count, tokens and cost.
  public static Tally tally(ResultSet row) throws SQLException {
    return new Tally(
        row.getString(1),
        RunColumns.status(row.getString(2)),
        row.getLong(3),
        row.getLong(4),
        row.getLong(5));
  }

  /// The first millisecond that is not before an instant, limited to the range of `long`.
  public static long ceiling(Instant at) {
    try {
      Instant floor = at.truncatedTo(ChronoUnit.MILLIS);
      return floor.toEpochMilli() + (floor.isBefore(at) ? 1 : 0);
    } catch (ArithmeticException _) {
      return at.isAfter(Instant.EPOCH) ? Long.MAX_VALUE : Long.MIN_VALUE;
    }
  }
}
