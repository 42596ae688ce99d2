package dev.converge.engine.fork;

import dev.converge.core.Program;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.decision.Person;
import dev.converge.core.fork.ForkChanges;
import dev.converge.core.proposal.Seed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A fork to be made; checked by whoever took it in.
///
/// @param runId of the original
/// @param program that the fork runs
/// @param seeds of the fork, in any order
/// @param budget that is asked for, or `null` for that of the original
/// @param mode how models are answered
/// @param submitter who forks, or `null` if that is not known
/// @param at from where on the changes hold
/// @param changes what is different
public record ForkOrder(
    String runId,
    Program program,
    List<Seed> seeds,
    @Nullable Budget budget,
    Mode mode,
    @Nullable Person submitter,
    ForkPoint at,
    ForkChanges changes) {
  /// Copies the seeds.
  public ForkOrder {
    seeds = List.copyOf(seeds);
  }
}
