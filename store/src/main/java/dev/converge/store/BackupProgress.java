package dev.converge.store;

/// Is told how far a backup or a restore is. Called on the thread that does the work, often.
public interface BackupProgress {
  /// Some of the database was copied.
  ///
  /// @param bytes written so far
  /// @param of expected in all; the copy may come out smaller
  void copied(long bytes, long of);

  /// Some of the runs were verified.
  ///
  /// @param runs verified so far
  /// @param of all runs
  void verified(long runs, long of);
}
