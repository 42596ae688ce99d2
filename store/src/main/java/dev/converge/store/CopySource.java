package dev.converge.store;

import java.util.List;

/// A store to copy from. No server may use it during the copy. Not thread-safe.
public interface CopySource extends AutoCloseable {
  /// Number of jobs in the store.
  long jobs();

  /// The next page of job numbers, in order.
  ///
  /// @param after number of the last job that was read, or 0
  List<Long> jobsAfter(long after, int limit);

  /// A job with everything that belongs to it.
  CopiedJob job(long number);

  /// All rows of a table that belongs to no job.
  List<CopiedRow> rows(CopiedTable table);

  @Override
  void close();
}
