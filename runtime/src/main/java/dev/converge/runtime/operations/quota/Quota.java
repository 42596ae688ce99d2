package dev.converge.runtime.operations.quota;

/// The limits of one tenant or one key. Days and months are those of UTC.
///
/// @param running jobs that are not final
/// @param day usage per day
/// @param month usage per month
/// @param storedBytes of jobs and their events
public record Quota(long running, Amounts day, Amounts month, long storedBytes) {
  /// No limit.
  public static final long UNLIMITED = Amounts.UNLIMITED;

  /// No limits at all.
  public static final Quota NONE =
      new Quota(UNLIMITED, Amounts.NO_LIMITS, Amounts.NO_LIMITS, UNLIMITED);

  /// Checks the ranges.
  ///
  /// @throws IllegalArgumentException if a limit is negative
  public Quota {
    if (running < 0
        || storedBytes < 0
        || !day.max(Amounts.NOTHING).equals(day)
        || !month.max(Amounts.NOTHING).equals(month)) {
      throw new IllegalArgumentException("quota: negative limit (expected: >= 0)");
    }
  }
}
