package dev.converge.engine.fork;

import dev.converge.core.Program;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.decision.Person;
import dev.converge.core.fork.ForkChanges;
import dev.converge.core.proposal.Seed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request for a fork, which the caller has checked.
///
/// @param runId of the original
/// @param program the fork's program
/// @param seeds the fork's seeds, in any order
/// @param budget requested budget, or `null` for that of the original
/// @param mode how models are answered
/// @param submitter the person who forks, or `null` if unknown
/// @param at where the changes start to apply
/// @param changes the differences from the original
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
