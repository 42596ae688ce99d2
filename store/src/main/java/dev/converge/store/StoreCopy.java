package dev.converge.store;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Copies everything from one store into a store of another kind, and checks the chain of every
/// run. A copy can be repeated: it keeps what is there and replaces jobs that have since changed.
public final class StoreCopy {
  private static final int PAGE = 100;

  /// What was copied.
  ///
  /// @param jobs that both stores now contain
  /// @param copied how many of them this copy wrote
  /// @param runs of all jobs, each with a verified chain
  /// @param events of all runs
  public record Counts(long jobs, long copied, long runs, long events) {}

  /// Receives the progress after each job.
  public interface Progress {
    /// Some jobs were copied.
    ///
    /// @param jobs so far
    /// @param of all jobs
    void copied(long jobs, long of);
  }

  private StoreCopy() {}

  /// Copies everything.
  ///
  /// @throws ConvergeException with `INVALID` if a chain is damaged, with `CONFLICT` if the target
  ///   holds something else, with `UNAVAILABLE` if a store cannot be read or written
  public static Counts copy(CopySource source, CopyTarget target, Progress progress) {
    for (CopiedTable table :
        List.of(CopiedTable.TEMPLATE, CopiedTable.ADMIN_LOG, CopiedTable.USAGE)) {
      target.put(table, source.rows(table));
    }
    Counts counts = copyJobs(source, target, progress);
    // The runs whose events they delivered exist by now.
    for (CopiedTable table : List.of(CopiedTable.WEBHOOK, CopiedTable.WEBHOOK_CURSOR)) {
      target.put(table, source.rows(table));
    }
    return counts;
  }

  private static Counts copyJobs(CopySource source, CopyTarget target, Progress progress) {
    long of = source.jobs();
    Counts counts = new Counts(0, 0, 0, 0);
    List<Long> page = source.jobsAfter(0, PAGE);
    while (!page.isEmpty()) {
      for (long number : page) {
        CopiedJob job = source.job(number);
        long events = 0;
        for (CopiedJob.Run run : job.runs()) {
          events += check(job, run);
        }
        boolean written = target.put(job);
        counts =
            new Counts(
                counts.jobs() + 1,
                counts.copied() + (written ? 1 : 0),
                counts.runs() + job.runs().size(),
                counts.events() + events);
        progress.copied(counts.jobs(), of);
      }
      page = source.jobsAfter(page.getLast(), PAGE);
    }
    return counts;
  }

  private static long check(CopiedJob job, CopiedJob.Run run) {
    RunChain chain = new RunChain(run.id());
    for (EventRow row : run.events()) {
      require(chain.damage(row), job, run);
    }
    require(chain.endDamage(run.lastSequence()), job, run);
    return chain.sequence();
  }

  private static void require(@Nullable String damage, CopiedJob job, CopiedJob.Run run) {
    if (damage != null) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          "job "
              + job.id()
              + ", run "
              + run.id()
              + ": "
              + damage
              + " (expected: a chain without damage; nothing of this job was copied)");
    }
  }
}
