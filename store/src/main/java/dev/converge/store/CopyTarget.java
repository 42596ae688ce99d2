package dev.converge.store;

import java.util.List;

/// The target of a copy. No server may use it during the copy. Not thread-safe.
public interface CopyTarget extends AutoCloseable {
  /// Stores a job with everything that belongs to it, atomically, and reads it back. Replaces a job
  /// that is already there if its events are a prefix of the new ones.
  ///
  /// @return whether anything had to be done
  /// @throws dev.converge.engine.error.ConvergeException with `CONFLICT` if another job of that id
  ///   is there, or one that went on
  boolean put(CopiedJob job);

  /// Stores the rows of a table that belongs to no job; those that are there stay, but for
  /// webhooks, which are afterwards as they are given.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `CONFLICT` if entries of the
  ///   administrative log are there that are not among these
  void put(CopiedTable table, List<CopiedRow> rows);

  @Override
  void close();
}
