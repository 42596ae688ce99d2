package dev.converge.runtime.operations.quota;

/// How much one tenant or one key may use. A day is a day in UTC.
///
/// @param running jobs that are not final, at a time
/// @param jobsPerDay jobs that are submitted in a day
/// @param costMicrosPerDay money for models in a day, in millionths of a US dollar; a job counts
///   with the money that its budget allows until it is final, and then with what it spent
public record Quota(long running, long jobsPerDay, long costMicrosPerDay) {
  /// No limit.
  public static final long UNLIMITED = Long.MAX_VALUE;

  /// No limits at all.
  public static final Quota NONE = new Quota(UNLIMITED, UNLIMITED, UNLIMITED);

  /// Checks the ranges.
  ///
  /// @throws IllegalArgumentException if a limit is negative
  public Quota {
    if (running < 0 || jobsPerDay < 0 || costMicrosPerDay < 0) {
      throw new IllegalArgumentException("quota: negative limit (expected: >= 0)");
    }
  }
}
