package dev.converge.runtime.grpc;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The open streams, which are ended when the server shuts down. Thread-safe.
final class OpenStreams {
  /// Maximum number of concurrent streams.
  static final int MAX_OPEN = 50_000;

  private final Set<Runnable> endings = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;

  /// Lets a stream start.
  ///
  /// @param ending ends it; quick
  /// @throws ConvergeException with `UNAVAILABLE` while draining, `OVERLOADED` if there are too
  ///   many
  void add(Runnable ending) {
    if (endings.size() >= MAX_OPEN) {
      throw new ConvergeException(
          ErrorCode.OVERLOADED, "streams: " + MAX_OPEN + " are open (expected: fewer)");
    }
    endings.add(ending);
    if (draining) {
      endings.remove(ending);
      throw goingDown();
    }
  }

  /// Removes a stream that has ended; can be called more than once.
  void remove(Runnable ending) {
    endings.remove(ending);
  }

  /// Number of open streams.
  int size() {
    return endings.size();
  }

  /// Ends all streams, and lets no more start.
  void drain() {
    draining = true;
    endings.forEach(Runnable::run);
  }

  static ConvergeException goingDown() {
    return new ConvergeException(
        ErrorCode.UNAVAILABLE,
        "the server is shutting down; subscribe again from the last sequence");
  }
}
