package dev.converge.domain.patent.search;

import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// Time and chance of the remote sources.
///
/// @param clock that throttles are kept by
/// @param pauses how a request waits for its turn
/// @param random spreads what would come back together; thread-safe
public record PatentTiming(InstantSource clock, Pauses pauses, RandomGenerator random) {
  /// Waits.
  @FunctionalInterface
  public interface Pauses {
    /// Returns once that much time has passed.
    ///
    /// @throws InterruptedException if interrupted
    void pause(Duration time) throws InterruptedException;
  }

  /// A time from nothing to the longest, each as likely ("full jitter").
  Duration anyUpTo(Duration longest) {
    return Duration.ofMillis(random.nextLong(longest.toMillis() + 1));
  }
}
