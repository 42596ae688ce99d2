package dev.converge.store;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.listing.JobFilter;
import dev.converge.engine.store.JobStore.Query;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A query of jobs in the making: a text of SQL that grows by conditions, and the values for its
/// question marks. Not thread-safe.
public final class ListConditions {
  private final StringBuilder sql;
  private final List<Object> values = new ArrayList<>();

  /// Begins with a text that ends before its first condition is added.
  ///
  /// @param given the values for the question marks of the text
  public ListConditions(String begin, Object... given) {
    this.sql = new StringBuilder(begin);
    values.addAll(List.of(given));
  }

  /// Adds a condition.
  public void where(String condition, Object... given) {
    sql.append(" AND ").append(condition);
    values.addAll(List.of(given));
  }

  /// Adds the conditions of a filter that every SQL store writes in the same words: equal columns,
  /// and the time of submission.
  ///
  /// @param walked the table whose index is walked
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

  /// Adds that what is listed comes after a job.
  ///
  /// @param createdAt when the job was submitted, in milliseconds of Unix time
  public void after(Query query, String walked, long createdAt, long jobNo) {
    where(
        "(%1$s.created_at, %1$s.job_no) %2$s (?, ?)"
            .formatted(walked, query.which().oldestFirst() ? ">" : "<"),
        createdAt,
        jobNo);
  }

  /// Ends the text with the order and the length of a page.
  public void page(Query query, String walked) {
    sql.append(
        " ORDER BY %1$s.created_at %2$s, %1$s.job_no %2$s LIMIT ?"
            .formatted(walked, query.which().oldestFirst() ? "ASC" : "DESC"));
    values.add((long) query.limit());
  }

  /// The refusal of a cursor that names no job.
  public static ConvergeException noSuchJob(Query query) {
    return new ConvergeException(
        ErrorCode.BAD_CURSOR, "cursor: " + query.beforeJobId() + " (expected: a job)");
  }

  /// The text so far.
  public String sql() {
    return sql.toString();
  }

  /// The values for its question marks, each a text or a number.
  public List<Object> values() {
    return List.copyOf(values);
  }
}
