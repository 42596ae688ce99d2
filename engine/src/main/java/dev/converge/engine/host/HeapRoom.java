package dev.converge.engine.host;

import java.util.Optional;

/// Whether the heap has room for more runs. Thread-safe; costs next to nothing to ask.
public interface HeapRoom {
  /// Always room, for engines that do not own their process.
  HeapRoom UNWATCHED = Optional::empty;

  /// Why no more runs fit; empty if they do.
  Optional<String> problem();

  /// Bytes that all runs may take which are driven.
  default long forRuns() {
    return Long.MAX_VALUE;
  }
}
