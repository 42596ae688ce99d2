package dev.converge.store;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.listing.JobFilter;
import dev.converge.engine.store.JobStore.Query;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Builds a query for jobs: an SQL text to which conditions are added, and the values of its
/// parameters. Not thread-safe.
public final class ListConditions {
  private final StringBuilder sql;
  private final List<Object> values = new ArrayList<>();

  /// Starts with an SQL text that can be followed by conditions.
  ///
  /// @param given the values of the parameters in the text
  public ListConditions(String begin, Object... given) {
    this.sql = new StringBuilder(begin);
    values.addAll(List.of(given));
  }

  /// Adds a condition.
  public void where(String condition, Object... given) {
    sql.append(" AND ").append(condition);
    values.addAll(List.of(given));
  }

  /// Adds the conditions of a filter that are the same in every SQL store: equal columns, and the
  /// time of submission.
  ///
  /// @param walked the table whose index is scanned
  public void common(Query query, String walked) {
    JobFilter which = query.which();
    same("job.correlation_id", which.correlationId());
    same("job.template", which.template());
    same("job.version", which.version());
    same("run.mode", which.mode());
    same("run.reason", which.reason());
    if (query.since() != null) {
      where(walked + ".created_at >= ?", JobWalk.ceiling(query.since()));
    }
    if (query.until() != null) {
      where(walked + ".created_at < ?", JobWalk.ceiling(query.until()));
    }
  }

  private void same(String column, @Nullable String wanted) {
    if (wanted != null) {
      where(column + " = ?", wanted);
    }
  }

  /// Adds the condition that only jobs after a given one are listed.
  ///
  /// @param createdAt when the job was submitted, in milliseconds of Unix time
  public void after(Query query, String walked, long createdAt, long jobNo) {
    where(
        "(%1$s.created_at, %1$s.job_no) %2$s (?, ?)"
            .formatted(walked, query.which().oldestFirst() ? ">" : "<"),
        createdAt,
        jobNo);
  }

  /// Completes the text with the order and the size of a page.
  public void page(Query query, String walked) {
    sql.append(
        " ORDER BY %1$s.created_at %2$s, %1$s.job_no %2$s LIMIT ?"
            .formatted(walked, query.which().oldestFirst() ? "ASC" : "DESC"));
    values.add((long) query.limit());
  }

  /// The error for a cursor whose job does not exist.
  public static ConvergeException noSuchJob(Query query) {
    return new ConvergeException(
        ErrorCode.BAD_CURSOR, "cursor: " + query.beforeJobId() + " (expected: a job)");
  }

  /// The text so far.
  public String sql() {
    return sql.toString();
  }

  /// The values of its parameters, each a string or a number.
  public List<Object> values() {
    return List.copyOf(values);
  }
}
