package dev.converge.cli;

/// How log lines look.
enum LogFormat {
  /// Readable on a terminal, else JSON.
  AUTO,
  /// One JSON object a line.
  JSON,
  /// For people.
  TEXT
}
