package dev.converge.cli.config;

/// Who drives runs.
public enum RunsDrivenBy {
  /// The server that has them.
  SERVER,
  /// Workers of a Temporal cluster.
  TEMPORAL
}
