package dev.converge.runtime.operations.quota;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.UsageStore.Used;
import dev.converge.runtime.operations.field.OperationException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/// What the unfinished jobs of this process have reserved. A job can end before the answer to its
/// submission is known, so both may come first. Not thread-safe.
final class Reservations {
  /// Maximum number of jobs whose end is known before their submission; for further ones the
  /// reservation is kept.
  private static final int MAX_EARLY = 10_000;

  /// What another process reserved is given back on the day of the job's creation, unless it may
  /// have been reserved on the day before.
  private static final Duration AROUND_MIDNIGHT = Duration.ofMinutes(1);

  private final Map<String, List<Used>> jobs = new HashMap<>();
  private final Map<String, Amounts> early = new HashMap<>();
  private final Map<String, Amounts> spentBefore = new HashMap<>();

  /// A job has reserved this, or this much more.
  ///
  /// @param before what it had spent when it was continued; nothing if it was not
  /// @return what it did not use, if it has ended already
  List<Used> by(String jobId, Used used, Amounts before) {
    Amounts spent = early.remove(jobId);
    if (spent != null) {
      return unused(List.of(used), spent.minus(before));
    }
    if (!before.isNothing()) {
      spentBefore.put(jobId, before);
    }
    jobs.computeIfAbsent(jobId, _ -> new ArrayList<>()).add(used);
    return List.of();
  }

  boolean knows(String jobId) {
    return jobs.containsKey(jobId);
  }

  /// A job has ended.
  ///
  /// @return what it did not use
  List<Used> ended(String jobId, Amounts spent) {
    List<Used> used = jobs.remove(jobId);
    Amounts before = spentBefore.remove(jobId);
    if (used != null) {
      return unused(used, before == null ? spent : spent.minus(before));
    }
    if (early.size() < MAX_EARLY) {
      early.put(jobId, spent);
    }
    return List.of();
  }

  /// What was spent is taken from what was reserved first. The job itself stays counted.
  private static List<Used> unused(List<Used> reserved, Amounts spent) {
    List<Used> unused = new ArrayList<>();
    Amounts left = spent;
    for (Used one : reserved) {
      Amounts whole = new Amounts(0, one.tokens(), one.costMicros());
      Amounts here = whole.min(left);
      left = left.minus(here);
      Amounts rest = whole.minus(here);
      if (!rest.isNothing()) {
        unused.add(
            new Used(one.tenant(), one.key(), one.day(), 0, rest.tokens(), rest.costMicros()));
      }
    }
    return unused;
  }

  /// What a job did not use of what another process reserved for it.
  static Optional<Used> rest(JobStore.Job job, Amounts reserved, Amounts spent) {
    Amounts left =
        new Amounts(0, reserved.tokens(), reserved.costMicros()).minus(spent).max(Amounts.NOTHING);
    LocalDate day = LocalDate.ofInstant(job.createdAt(), ZoneOffset.UTC);
    Duration sinceMidnight =
        Duration.between(day.atStartOfDay(ZoneOffset.UTC).toInstant(), job.createdAt());
    return left.isNothing() || sinceMidnight.compareTo(AROUND_MIDNIGHT) < 0
        ? Optional.empty()
        : Optional.of(new Used(job.tenant(), job.key(), day, 0, left.tokens(), left.costMicros()));
  }

  /// Whether nothing came of what was reserved. Of other failures it is not known whether anything
  /// was stored.
  static boolean refused(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof ConvergeException || cause instanceof OperationException;
  }
}
