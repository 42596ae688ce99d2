package dev.converge.store;

import java.util.List;

/// A store that is copied into. No server uses it meanwhile. Not thread-safe.
public interface CopyTarget extends AutoCloseable {
  /// Stores a job with everything that belongs to it, all or nothing, and reads back what it
  /// stored. A job that is there with the beginning of the same events is replaced.
  ///
  /// @return whether anything was to be done
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
