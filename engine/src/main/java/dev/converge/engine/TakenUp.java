package dev.converge.engine;

/// What became of taking up a run.
enum TakenUp {
  /// It is driven here, and the input is with it.
  HERE,
  /// Another server drives it.
  ELSEWHERE,
  /// It is over.
  OVER,
  /// It rests and there was no input, or it cannot be driven here now.
  NOT
}
