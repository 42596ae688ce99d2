package dev.converge.runtime.operations.quota;

import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Spent;
import dev.converge.engine.store.UsageStore;

/// An amount of each kind. As an upper bound, [#UNLIMITED] means no limit.
///
/// @param jobs submitted jobs
/// @param tokens of model calls; a job counts with those that its budget allows until it is final,
///   and after that with those it used
/// @param costMicros cost of models in millionths of a US dollar; counted like tokens
public record Amounts(long jobs, long tokens, long costMicros) {
  /// No limit.
  public static final long UNLIMITED = Long.MAX_VALUE;

  /// Nothing.
  public static final Amounts NOTHING = new Amounts(0, 0, 0);

  /// No limits.
  public static final Amounts NO_LIMITS = new Amounts(UNLIMITED, UNLIMITED, UNLIMITED);

  /// The most that a job can use.
  static Amounts of(Budget budget) {
    return new Amounts(1, budget.maxTokens(), budget.maxCostMicros());
  }

  /// What a job has used.
  static Amounts of(Spent spent) {
    return new Amounts(0, spent.tokens(), spent.costMicros());
  }

  static Amounts of(UsageStore.Used used) {
    return new Amounts(used.jobs(), used.tokens(), used.costMicros());
  }

  Amounts plus(Amounts other) {
    return new Amounts(jobs + other.jobs, tokens + other.tokens, costMicros + other.costMicros);
  }

  Amounts minus(Amounts other) {
    return new Amounts(jobs - other.jobs, tokens - other.tokens, costMicros - other.costMicros);
  }

  /// The smaller amount of each kind.
  Amounts min(Amounts other) {
    return new Amounts(
        Math.min(jobs, other.jobs),
        Math.min(tokens, other.tokens),
        Math.min(costMicros, other.costMicros));
  }

  /// The larger amount of each kind.
  Amounts max(Amounts other) {
    return new Amounts(
        Math.max(jobs, other.jobs),
        Math.max(tokens, other.tokens),
        Math.max(costMicros, other.costMicros));
  }

  boolean isNothing() {
    return equals(NOTHING);
  }
}
