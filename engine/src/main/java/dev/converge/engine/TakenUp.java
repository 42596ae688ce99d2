package dev.converge.engine;

/// The outcome of loading a run.
enum TakenUp {
  /// It is driven here and has the input.
  HERE,
  /// Another server drives it.
  ELSEWHERE,
  /// It has ended.
  OVER,
  /// It rests and there was no input, or it cannot be driven here now.
  NOT
}
