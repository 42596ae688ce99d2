package dev.converge.runtime.operations.quota;

import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/// What one tenant or one key uses now and has used today. Not thread-safe.
final class Account {
  private static final double MICROS = 1_000_000;

  private LocalDate day;
  private long running;
  private long jobs;
  private long costMicros;

  Account(LocalDate day) {
    this.day = day;
  }

  /// Begins a new day if it has come.
  Account on(LocalDate today) {
    if (today.isAfter(day)) {
      day = today;
      jobs = 0;
      costMicros = 0;
    }
    return this;
  }

  /// Whether there is nothing to remember.
  boolean idle(LocalDate today) {
    return running == 0 && today.isAfter(day);
  }

  void add(LocalDate of, long moreRunning, long moreJobs, long moreCostMicros) {
    running += moreRunning;
    if (of.equals(day)) {
      jobs += moreJobs;
      costMicros += moreCostMicros;
    }
  }

  UsageReport.Amounts amounts() {
    return new UsageReport.Amounts(running, jobs, costMicros);
  }

  /// Which limit more would exceed, in words; empty if none.
  ///
  /// @param who such as `tenant "acme"`
  Optional<Exceeded> exceeded(
      Quota quota, String who, long moreRunning, long moreJobs, long moreCostMicros) {
    if (moreRunning > 0 && running + moreRunning > quota.running()) {
      return Optional.of(
          new Exceeded(
              who
                  + " has "
                  + running
                  + " unfinished jobs (expected: at most "
                  + quota.running()
                  + " at a time)",
              false));
    }
    if (moreJobs > 0 && jobs + moreJobs > quota.jobsPerDay()) {
      return Optional.of(
          new Exceeded(
              who
                  + " has submitted "
                  + jobs
                  + " jobs today (expected: at most "
                  + quota.jobsPerDay()
                  + " a day)",
              true));
    }
    if (moreCostMicros > 0 && moreCostMicros > quota.costMicrosPerDay() - costMicros) {
      return Optional.of(
          new Exceeded(
              who
                  + " has "
                  + usd(Math.max(0, quota.costMicrosPerDay() - costMicros))
                  + " of "
                  + usd(quota.costMicrosPerDay())
                  + " left today, and the budget asks for "
                  + usd(moreCostMicros)
                  + " (expected: a max_cost_usd that fits)",
              true));
    }
    return Optional.empty();
  }

  private static String usd(long micros) {
    return String.format(Locale.ROOT, "%.2f US dollars", micros / MICROS);
  }

  /// A limit that would be exceeded.
  ///
  /// @param daily whether it resets with the day
  record Exceeded(String message, boolean daily) {}
}
