package dev.converge.testkit;

import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.budget.Budget;
import dev.converge.core.proposal.Seed;
import dev.converge.engine.agent.Agents;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/// A flow that is known to come to a certain end, with all that it takes to get there.
///
/// @param name of the end, and of the program
/// @param program that is run
/// @param seeds that it starts from
/// @param budget in force
/// @param agents who answer
/// @param moments what people and clients do, one after the other
public record OutcomeFlow(
    String name,
    Program program,
    List<Seed> seeds,
    Budget budget,
    Agents agents,
    List<Moment> moments) {
  /// Copies the lists.
  public OutcomeFlow {
    seeds = List.copyOf(seeds);
    moments = List.copyOf(moments);
  }

  /// Something done once the run is in a certain state.
  ///
  /// @param when it is time
  /// @param input what is done then
  /// @param away how long no process drove the run before it
  public record Moment(Predicate<RunState> when, Function<Instant, Input> input, Duration away) {
    /// While a process drove the run all the time.
    public Moment(Predicate<RunState> when, Function<Instant, Input> input) {
      this(when, input, Duration.ZERO);
    }
  }
}
