package dev.converge.runtime.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// The values of a label: the first ones seen, up to a limit, and `other` for the rest.
/// Thread-safe.
final class BoundedLabel {
  static final String OTHER = "other";
  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private final AtomicInteger room;

  BoundedLabel(int most) {
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
