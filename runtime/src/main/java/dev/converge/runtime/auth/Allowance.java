package dev.converge.runtime.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Limits the requests of many callers: by rate, with bursts of up to one second, and by the number
/// in progress. Thread-safe.
final class Allowance {
  /// Maximum number of callers that are tracked; beyond that the least recently seen caller is
  /// dropped, unless it has an open request or stream.
  static final int MAX_CALLERS = 10_000;

  private static final long NANOS = 1_000_000_000L;

  private static final class Caller {
    private double left;
    private Instant at;
    private int open;

    Caller(double left, Instant at) {
      this.left = left;
      this.at = at;
    }
  }

  private final int perSecond;
  private final int concurrent;
  private final Map<String, Caller> callers = new LinkedHashMap<>(16, 0.75f, true);

  /// @param perSecond requests per second; 0 for no limit
  /// @param concurrent requests in progress; 0 for no limit
  Allowance(int perSecond, int concurrent) {
    this.perSecond = perSecond;
    this.concurrent = concurrent;
  }

  boolean unlimited() {
    return perSecond == 0 && concurrent == 0;
  }

  /// Admits a request. Unless it is refused, [#leave] must follow when it ends.
  ///
  /// @return how long to wait before the next attempt, if it is refused
  synchronized Optional<Duration> enter(String caller, Instant now) {
    Caller known = callers.computeIfAbsent(caller, _ -> new Caller(perSecond, now));
    forgetOne();
    if (concurrent > 0 && known.open >= concurrent) {
      return Optional.of(Duration.ofSeconds(1));
    }
    if (perSecond > 0) {
      double passed = Duration.between(known.at, now).toNanos() / (double) NANOS;
      if (passed > 0) {
        known.left = Math.min(perSecond, known.left + passed * perSecond);
        known.at = now;
      }
      if (known.left < 1) {
        return Optional.of(Duration.ofNanos((long) ((1 - known.left) / perSecond * NANOS)));
      }
      known.left--;
    }
    known.open++;
    return Optional.empty();
  }

  synchronized void leave(String caller) {
    Caller known = callers.get(caller);
    if (known != null && known.open > 0) {
      known.open--;
    }
  }

  synchronized int size() {
    return callers.size();
  }

  private void forgetOne() {
    if (callers.size() > MAX_CALLERS) {
      callers.entrySet().stream()
          .filter(entry -> entry.getValue().open == 0)
          .findFirst()
          .map(Map.Entry::getKey)
          .ifPresent(callers::remove);
    }
  }
}
