package dev.converge.store;

/// Receives the progress of a backup or a restore. Called often, on the working thread.
public interface BackupProgress {
  /// A part of the database was copied.
  ///
  /// @param bytes written so far
  /// @param of expected total; the copy can be smaller
  void copied(long bytes, long of);

  /// Some of the runs were verified.
  ///
  /// @param runs verified so far
  /// @param of total number of runs
  void verified(long runs, long of);
}
