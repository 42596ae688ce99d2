package dev.converge.cli.config;

/// The format of log lines.
public enum LogFormat {
  /// Readable on a terminal, otherwise JSON.
  AUTO,
  /// One JSON object per line.
  JSON,
  /// For people.
  TEXT
}
