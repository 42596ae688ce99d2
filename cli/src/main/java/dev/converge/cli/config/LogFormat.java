package dev.converge.cli.config;

/// How log lines look.
public enum LogFormat {
  /// Readable on a terminal, else JSON.
  AUTO,
  /// One JSON object a line.
  JSON,
  /// For people.
  TEXT
}
