package dev.converge.cli.config;

/// What drives runs.
public enum RunsDrivenBy {
  /// The servers.
  SERVER,
  /// Workers of a Temporal cluster.
  TEMPORAL
}
