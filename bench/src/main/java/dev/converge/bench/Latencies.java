package dev.converge.bench;

import java.util.Arrays;

/// Durations of one measurement and their percentiles. Not thread-safe: each client has its own.
final class Latencies {
  private long[] nanos = new long[4096];
  private int size;

  void add(long duration) {
    if (size == nanos.length) {
      nanos = Arrays.copyOf(nanos, size * 2);
    }
    nanos[size++] = duration;
  }

  void addAll(Latencies other) {
    for (int i = 0; i < other.size; i++) {
      add(other.nanos[i]);
    }
  }

  int count() {
    return size;
  }

  /// The duration that so many percent do not exceed, in milliseconds.
  double millis(double percent) {
    if (size == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(nanos, size);
    Arrays.sort(sorted);
    int index = (int) Math.ceil(percent / 100 * size) - 1;
    return sorted[Math.max(0, index)] / 1e6;
  }
}
