package dev.converge.temporal;

import java.util.LinkedHashMap;
import java.util.Map;

/// What is kept of runs, of those alone that were asked for last. Not thread-safe.
final class LastRuns<T> extends LinkedHashMap<String, T> {
  private static final long serialVersionUID = 1L;

  /// Runs of which something is kept.
  static final int MOST = 256;

  LastRuns() {
    super(16, 0.75f, true);
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
    return size() > MOST;
  }
}
