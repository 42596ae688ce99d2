package dev.converge.engine.run;

/// Drives runs outside the engines of a store, which then only accept jobs, pass on inputs and
/// read. It owns every unfinished run, so no engine can claim one. Inputs reach it as they reach
/// any other owner. Thread-safe.
public interface RunHost {
  /// A run has just become durable. Never blocks for I/O and never throws: a run that cannot start
  /// now starts later.
  ///
  /// @param run in its first state
  void begins(RunView run);

  /// An ended run must be driven again, because an input reopens it, which is posted next. Blocks
  /// for I/O.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `UNAVAILABLE` if that is not
  ///   currently possible
  void reopens(RunView run);
}
