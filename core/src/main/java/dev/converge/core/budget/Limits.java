package dev.converge.core.budget;

import java.time.Duration;

/// Limits that hold in every run, whatever the program says.
public final class Limits {
  /// Maximum size in bytes of a fact's content, data and citations, in canonical form.
  public static final int MAX_CONTENT_BYTES = 262_144;

  /// Maximum nesting depth of a fact's data; it leaves room for the event that contains the fact.
  public static final int MAX_DATA_DEPTH = 60;

  /// Maximum number of proposals in one answer.
  public static final int MAX_PROPOSALS = 1_000;

  /// Maximum number of facts that one proposal can cite.
  public static final int MAX_CITES = 1_000;

  /// Maximum number of observations that can be added when a run is continued.
  public static final int MAX_OBSERVATIONS = 100;

  /// Maximum length of a failure's message, in characters; the rest is cut off.
  public static final int MAX_MESSAGE_CHARS = 10_000;

  /// Maximum number of contract violations that are listed individually.
  public static final int MAX_VIOLATIONS = 50;

  /// Maximum number of unmet requirements that are listed for one model.
  public static final int MAX_UNMET = 16;

  /// Maximum length of the description of an unmet requirement, in characters; the rest is cut off.
  public static final int MAX_UNMET_CHARS = 500;

  /// Maximum number of notes of a run.
  public static final int MAX_NOTES = 200;

  /// The longest budget or deadline; longer ones are reduced to it.
  public static final Duration MAX_DURATION = Duration.ofDays(36_500);

  /// The largest integer that JSON represents exactly; larger counts are reduced to it.
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
