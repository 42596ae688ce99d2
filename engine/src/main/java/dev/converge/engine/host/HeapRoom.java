package dev.converge.engine.host;

import java.util.Optional;

/// Whether the heap has room for more runs. Thread-safe and cheap to ask.
public interface HeapRoom {
  /// Always has room, for engines that do not own their process.
  HeapRoom UNWATCHED = Optional::empty;

  /// The bytes for each of the few things that grow with the load: driven runs, and the memory for
  /// readers.
  default long share() {
    return Long.MAX_VALUE;
  }

  /// The reason why no more runs fit; empty if they do.
  Optional<String> problem();
}
