package dev.converge.engine.host;

import java.util.Optional;

/// Whether the heap has room for more runs. Thread-safe; costs next to nothing to ask.
public interface HeapRoom {
  /// Always room, for engines that do not own their process.
  HeapRoom UNWATCHED = Optional::empty;

  /// The bytes that may go to one of the few things that grow with what is asked for: runs that are
  /// under way, and what is kept for readers.
  default long share() {
    return Long.MAX_VALUE;
  }

  /// Why no more runs fit; empty if they do.
  Optional<String> problem();
}
