package dev.converge.engine.run;

/// Drives runs outside of the engines of a store, which then only take jobs in, hand inputs on and
/// read. It owns every run that is not final, so no engine may claim one; inputs come to it as to
/// any other owner. Thread-safe.
public interface RunHost {
  /// A run has just become durable. Never blocks for I/O and never throws: a run that cannot begin
  /// now begins later.
  ///
  /// @param run as it began
  void begins(RunView run);

  /// A run that is over is to be driven once more, because an input reopens it, which is posted
  /// next. Blocks for I/O.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `UNAVAILABLE` if that is not possible
  ///   now
  void reopens(RunView run);
}
