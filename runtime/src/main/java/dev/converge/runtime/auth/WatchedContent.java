package dev.converge.runtime.auth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a file says, read again when the file has changed. It is looked at when it is asked for, at
/// most once in [#LOOK_EVERY]; a file that cannot be read any longer leaves what it said before.
/// Thread-safe.
final class WatchedContent<T> {
  /// How long a change of a file may go unseen.
  static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(WatchedContent.class);

  private final Supplier<Object> stamp;
  private final Supplier<T> read;
  private final InstantSource clock;
  private Object lastStamp;
  private String lastProblem = "";
  private volatile T content;
  private volatile Instant lookedAt;

  /// Reads it for the first time.
  ///
  /// @param stamp changes whenever the file does; quick
  /// @param read reads the file, or throws what a person can act on
  WatchedContent(Supplier<Object> stamp, Supplier<T> read, InstantSource clock) {
    this.stamp = stamp;
    this.read = read;
    this.clock = clock;
    this.lookedAt = clock.instant();
    this.lastStamp = stamp.get();
    this.content = read.get();
  }

  /// Whether the file need not be looked at now. A clock that was set back does not put it off.
  boolean fresh() {
    Instant at = lookedAt;
    return Duration.between(at, clock.instant()).abs().compareTo(LOOK_EVERY) <= 0;
  }

  /// What was read last.
  T known() {
    return content;
  }

  /// What the file says now, or said within [#LOOK_EVERY]. Blocks for I/O.
  synchronized T current() {
    if (!fresh()) {
      Instant now = clock.instant();
      look();
      lookedAt = now;
    }
    return content;
  }

  private void look() {
    try {
      Object now = stamp.get();
      if (!now.equals(lastStamp)) {
        content = read.get();
        lastStamp = now;
        lastProblem = "";
      }
    } catch (RuntimeException e) {
      String problem = String.valueOf(e.getMessage());
      if (!problem.equals(lastProblem)) {
        lastProblem = problem;
        LOG.warn("{}; the previous content stays in use", problem);
      }
    }
  }
}
