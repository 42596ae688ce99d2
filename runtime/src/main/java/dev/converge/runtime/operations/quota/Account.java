package dev.converge.runtime.operations.quota;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Locale;
import java.util.Optional;

/// The current usage of one tenant or one key, and its usage of today and this month. Not
/// thread-safe.
final class Account {
  private static final double MICROS = 1_000_000;

  private LocalDate day;
  private long running;
  private long writing;
  private Amounts today = Amounts.NOTHING;
  private Amounts month = Amounts.NOTHING;

  Account(LocalDate day) {
    this.day = day;
  }

  /// Starts a new day, and a new month, if it has begun.
  Account on(LocalDate now) {
    if (now.isAfter(day)) {
      if (!sameMonth(now)) {
        month = Amounts.NOTHING;
      }
      day = now;
      today = Amounts.NOTHING;
    }
    return this;
  }

  private boolean sameMonth(LocalDate other) {
    return YearMonth.from(other).equals(YearMonth.from(day));
  }

  /// Whether there is nothing to keep.
  boolean idle(LocalDate now) {
    return running == 0 && writing == 0 && now.isAfter(day) && !sameMonth(now);
  }

  void add(LocalDate of, long moreRunning, Amounts more) {
    running += moreRunning;
    if (of.equals(day)) {
      today = today.plus(more);
    }
    if (sameMonth(of)) {
      month = month.plus(more);
    }
  }

  /// More bytes are about to be written, or have been written.
  void addWriting(long bytes) {
    writing += bytes;
  }

  /// The bytes that can still be written.
  ///
  /// @param ofJob storage limit of a job
  long promised(long ofJob) {
    return running == 0 ? writing : Math.addExact(Math.multiplyExact(running, ofJob), writing);
  }

  UsageReport.Usage usage(long storedBytes, long reservedBytes) {
    return new UsageReport.Usage(running, today, month, storedBytes, reservedBytes);
  }

  /// The limit that more would exceed; empty if there is none.
  ///
  /// @param who such as `tenant "acme"`
  Optional<Exceeded> exceeded(Quota quota, String who, long moreRunning, Amounts more) {
    if (moreRunning > 0 && running + moreRunning > quota.running()) {
      return Optional.of(
          new Exceeded(
              who
                  + " has "
                  + running
                  + " unfinished jobs (expected: at most "
                  + quota.running()
                  + " at a time)",
              Reset.WHEN_ONE_ENDS));
    }
    if (more.jobs() > 0 && today.jobs() + more.jobs() > quota.day().jobs()) {
      return Optional.of(
          new Exceeded(
              who
                  + " has submitted "
                  + today.jobs()
                  + " jobs today (expected: at most "
                  + quota.day().jobs()
                  + " a day)",
              Reset.DAY));
    }
    // The limit that blocks for longest is reported first.
    return exceeded(quota.month(), month, who, more, Reset.MONTH)
        .or(() -> exceeded(quota.day(), today, who, more, Reset.DAY));
  }

  private static Optional<Exceeded> exceeded(
      Amounts limit, Amounts used, String who, Amounts more, Reset reset) {
    if (more.tokens() > 0 && more.tokens() > limit.tokens() - used.tokens()) {
      String left =
          Math.max(0, limit.tokens() - used.tokens()) + " of " + limit.tokens() + " tokens";
      return Optional.of(
          new Exceeded(
              words(who, left, reset, more.tokens() + " (expected: a max_tokens that fits)"),
              reset));
    }
    if (more.costMicros() > 0 && more.costMicros() > limit.costMicros() - used.costMicros()) {
      String left =
          usd(Math.max(0, limit.costMicros() - used.costMicros()))
              + " of "
              + usd(limit.costMicros());
      return Optional.of(
          new Exceeded(
              words(
                  who,
                  left,
                  reset,
                  usd(more.costMicros()) + " (expected: a max_cost_usd that fits)"),
              reset));
    }
    return Optional.empty();
  }

  private static String words(String who, String left, Reset reset, String asked) {
    String period = reset == Reset.MONTH ? "this month" : "today";
    return who + " has " + left + " left " + period + ", and the budget asks for " + asked;
  }

  private static String usd(long micros) {
    return String.format(Locale.ROOT, "%.2f US dollars", micros / MICROS);
  }

  /// When an exhausted limit allows more.
  enum Reset {
    /// When an unfinished job ends.
    WHEN_ONE_ENDS,
    /// When the day ends.
    DAY,
    /// When the month ends.
    MONTH
  }

  /// A limit that would be exceeded.
  record Exceeded(String message, Reset reset) {}
}
