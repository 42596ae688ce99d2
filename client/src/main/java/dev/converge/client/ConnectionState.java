package dev.converge.client;

/// How the events of a run come.
public enum ConnectionState {
  /// A stream is open.
  STREAMING,
  /// The stream broke and is opened again.
  RECONNECTING,
  /// Streams keep breaking; events are read page by page.
  DEGRADED,
  /// The server does not answer at all.
  OFFLINE
}
