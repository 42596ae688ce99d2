package dev.converge.temporal;

import java.util.LinkedHashMap;
import java.util.Map;

/// A cache by run id that keeps the most recently used entries. Not thread-safe.
final class RecentRuns<T> extends LinkedHashMap<String, T> {
  private static final long serialVersionUID = 1L;

  /// Maximum number of entries.
  static final int MOST = 256;

  RecentRuns() {
    super(16, 0.75f, true);
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
    return size() > MOST;
  }
}
