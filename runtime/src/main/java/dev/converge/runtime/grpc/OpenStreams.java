package dev.converge.runtime.grpc;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The streams that are open, so that they can be ended when the server goes down. Thread-safe.
final class OpenStreams {
  /// Maximum number of concurrent streams.
  static final int MAX_OPEN = 50_000;

  private final Set<Runnable> endings = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;

  /// Lets a stream begin.
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

  /// Forgets a stream that is over, however often it is told so.
  void remove(Runnable ending) {
    endings.remove(ending);
  }

  /// How many are open.
  int size() {
    return endings.size();
  }

  /// Ends all and lets no more begin.
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
