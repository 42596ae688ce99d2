package dev.converge.core.budget;

import java.time.Duration;

/// Limits that hold in every run, whatever the program says.
public final class Limits {
  /// Bytes of a fact's content, data and citations in canonical form.
  public static final int MAX_CONTENT_BYTES = 262_144;

  /// How deep a fact's data may be nested: an event around it must be read back.
  public static final int MAX_DATA_DEPTH = 60;

  /// Proposals in one answer.
  public static final int MAX_PROPOSALS = 1_000;

  /// Facts that one proposal may cite.
  public static final int MAX_CITES = 1_000;

  /// Observations that enter together when a run is continued.
  public static final int MAX_OBSERVATIONS = 100;

  /// Characters of a failure's message; the rest is cut off.
  public static final int MAX_MESSAGE_CHARS = 10_000;

  /// Violations of a contract that are named one by one.
  public static final int MAX_VIOLATIONS = 50;

  /// Things that one model does not meet, and that are named one by one.
  public static final int MAX_UNMET = 16;

  /// Characters of what is said of one of them; the rest is cut off.
  public static final int MAX_UNMET_CHARS = 500;

  /// Notes of a run.
  public static final int MAX_NOTES = 200;

  /// The longest time that is counted, as a budget or a deadline; longer ones are cut to it.
  public static final Duration MAX_DURATION = Duration.ofDays(36_500);

  /// The greatest whole number that JSON holds exactly; greater counts are cut to it.
  public static final long MAX_NUMBER = (1L << 53) - 1;

  private Limits() {}

  /// A time as events carry it: whole milliseconds, from 0 to [#MAX_DURATION].
  public static Duration time(Duration time) {
    if (time.isNegative()) {
      return Duration.ZERO;
    }
    return time.compareTo(MAX_DURATION) > 0 ? MAX_DURATION : Duration.ofMillis(time.toMillis());
  }

  /// The sum of two counts that are not negative, at most [#MAX_NUMBER].
  public static long sum(long a, long b) {
    return Math.min(MAX_NUMBER, Math.min(a, MAX_NUMBER) + Math.min(b, MAX_NUMBER));
  }

  /// The product of two counts that are not negative, at most [#MAX_NUMBER].
  public static long product(int times, long each) {
    return Math.multiplyHigh(times, each) != 0 ? MAX_NUMBER : Math.min(MAX_NUMBER, times * each);
  }

  /// A count, at most [#MAX_NUMBER].
  ///
  /// @throws IllegalArgumentException if it is negative
  static long count(String what, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(what + ": " + value + " (expected: >= 0)");
    }
    return Math.min(value, MAX_NUMBER);
  }
}
