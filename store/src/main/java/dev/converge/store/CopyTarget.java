package dev.converge.store;

import java.util.List;

/// The target of a copy. No server may use it during the copy. Not thread-safe.
public interface CopyTarget extends AutoCloseable {
  /// Stores a job with everything that belongs to it, atomically, and reads it back. Replaces a job
  /// that is already there if its events are a prefix of the new ones.
  ///
  /// @return whether something was written
  /// @throws dev.converge.engine.error.ConvergeException with `CONFLICT` if a different job has
  ///   this id, or the existing one has progressed further
  boolean put(CopiedJob job);

  /// Stores the rows of a table that belong to no job. Existing rows stay, except for webhooks,
  /// which are replaced by the given ones.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `CONFLICT` if the administrative log
  ///   contains entries that are not among these
  void put(CopiedTable table, List<CopiedRow> rows);

  @Override
  void close();
}
