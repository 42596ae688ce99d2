package dev.converge.store;

import java.util.List;

/// A store that is copied from. No server uses it meanwhile. Not thread-safe.
public interface CopySource extends AutoCloseable {
  /// How many jobs it holds.
  long jobs();

  /// The numbers of some jobs, in order.
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
