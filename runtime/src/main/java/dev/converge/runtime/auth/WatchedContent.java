package dev.converge.runtime.auth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The content of a file, which is read again when the file has changed. The file is checked when
/// the content is requested, at most once in [#LOOK_EVERY]. If it becomes unreadable, the previous
/// content stays in use. Thread-safe.
final class WatchedContent<T> {
  /// Maximum time until a change of the file is noticed.
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
  /// @param stamp changes whenever the file does; must be quick
  /// @param read reads the file, or throws an error for the operator
  WatchedContent(Supplier<Object> stamp, Supplier<T> read, InstantSource clock) {
    this.stamp = stamp;
    this.read = read;
    this.clock = clock;
    this.lookedAt = clock.instant();
    this.lastStamp = stamp.get();
    this.content = read.get();
  }

  /// Whether the file need not be checked now. A clock that was set back does not delay it.
  boolean fresh() {
    Instant at = lookedAt;
    return Duration.between(at, clock.instant()).abs().compareTo(LOOK_EVERY) <= 0;
  }

  /// What was read last.
  T known() {
    return content;
  }

  /// The current content, or the content within [#LOOK_EVERY]. Blocks for I/O.
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
