package dev.converge.runtime.operations.submission;

import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Limits;
import dev.converge.core.budget.Mode;
import dev.converge.domain.template.SeedCheck;

/// Limits and defaults of jobs.
///
/// @param defaultMode for jobs without a mode
/// @param maxSeeds seeds of a job
/// @param maxSeedBytes bytes of a seed's content and data together
/// @param ceiling the largest budget that a job can have
public record JobSettings(Mode defaultMode, int maxSeeds, int maxSeedBytes, Budget ceiling) {
  /// The largest budget that a request can set.
  public static final Budget NO_CEILING =
      new Budget(
          BudgetChange.MAX_CYCLES,
          BudgetChange.MAX_FACTS,
          BudgetChange.MAX_DURATION,
          BudgetChange.MAX_TOKENS,
          Long.MAX_VALUE);

  /// Offline, 1,000 seeds of 256 KiB.
  public static final JobSettings DEFAULT =
      new JobSettings(Mode.OFFLINE, SeedCheck.MAX_SEEDS, Limits.MAX_CONTENT_BYTES);

  /// Without a ceiling of its own.
  public JobSettings(Mode defaultMode, int maxSeeds, int maxSeedBytes) {
    this(defaultMode, maxSeeds, maxSeedBytes, NO_CEILING);
  }
}
