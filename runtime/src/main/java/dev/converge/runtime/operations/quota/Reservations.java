package dev.converge.runtime.operations.quota;

import dev.converge.core.RunState;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.host.UuidV7;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.UsageStore.Used;
import dev.converge.runtime.operations.field.OperationException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// What a job counts with: what its budget allows until it is over, and then what it used. Both
/// follow from where its first run stands, so whichever server stores the end can give back.
final class Reservations {
  private static final String JOB = "job_";
  private static final Amounts ONE_JOB = new Amounts(1, 0, 0);

  private Reservations() {}

  /// What was reserved, until it is known what came of it.
  interface Reservation {
    /// Nothing.
    Reservation NONE = _ -> {};

    /// Says what came of it.
    void settle(Fate fate);
  }

  /// What came of it.
  enum Fate {
    /// It is used.
    KEPT,
    /// It is not used.
    BACK,
    /// Nobody knows.
    UNKNOWN;

    /// Of other failures than refusals it is not known whether anything was stored.
    static Fate of(@Nullable Throwable failure, boolean unused) {
      if (failure == null) {
        return unused ? BACK : KEPT;
      }
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      return cause instanceof ConvergeException || cause instanceof OperationException
          ? BACK
          : UNKNOWN;
    }
  }

  /// What a job counts with, but for the job itself.
  static Amounts of(RunState state) {
    Amounts whole = new Amounts(0, state.budget().maxTokens(), state.budget().maxCostMicros());
    return state.status().isFinal() ? whole.min(Amounts.of(state.spent())) : whole;
  }

  /// What counts more, or less, once the first run of a job stands elsewhere. What was spent is
  /// taken from what was reserved first.
  ///
  /// @param before where it stands, or `null` if it begins
  /// @param later what the job reserved on later days than the first, as far as it is known
  static List<Used> changes(
      JobStore.Job job,
      @Nullable RunState before,
      RunState next,
      LocalDate today,
      List<Used> later) {
    if (before == null) {
      return List.of(change(job, day(job), of(next).plus(ONE_JOB)));
    }
    Amounts change = of(next).minus(of(before));
    List<Used> changes = new ArrayList<>();
    changes.add(change(job, today, change.max(Amounts.NOTHING)));
    Amounts back = Amounts.NOTHING.minus(change).max(Amounts.NOTHING);
    for (Used one : later.reversed()) {
      Amounts here = new Amounts(0, one.tokens(), one.costMicros()).min(back);
      back = back.minus(here);
      changes.add(change(job, one.day(), here).negated());
    }
    changes.add(change(job, day(job), back).negated());
    changes.removeIf(used -> Amounts.of(used).isNothing());
    return changes;
  }

  /// The day on which a job that is about to be made counts: its id says it, so that everybody
  /// gives back on the same day.
  ///
  /// @param today for an id of another kind
  static LocalDate day(String jobId, LocalDate today) {
    return made(jobId).orElse(today);
  }

  /// The day on which a job counts.
  static LocalDate day(JobStore.Job job) {
    return day(job.jobId(), day(job.createdAt()));
  }

  private static Optional<LocalDate> made(String jobId) {
    return jobId.startsWith(JOB)
        ? UuidV7.time(jobId.substring(JOB.length())).map(Reservations::day)
        : Optional.empty();
  }

  private static LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, ZoneOffset.UTC);
  }

  /// As a change of a job's on a day.
  static Used change(JobStore.Job job, LocalDate day, Amounts amounts) {
    return new Used(
        job.tenant(), job.key(), day, amounts.jobs(), amounts.tokens(), amounts.costMicros());
  }
}
