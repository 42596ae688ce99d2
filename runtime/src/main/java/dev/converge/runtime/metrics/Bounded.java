package dev.converge.runtime.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Values of a label: the first few that are seen, and one name for all others. Thread-safe.
final class Bounded {
  static final String OTHER = "other";
  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private final AtomicInteger room;

  Bounded(int most) {
    room = new AtomicInteger(most);
  }

  /// The value itself, or [#OTHER].
  String of(String value) {
    if (known.contains(value)) {
      return value;
    }
    if (room.get() > 0 && room.getAndDecrement() > 0) {
      known.add(value);
      return value;
    }
    return OTHER;
  }
}
