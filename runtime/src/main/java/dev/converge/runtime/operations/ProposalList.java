package dev.converge.runtime.operations;

import dev.converge.core.Pending;
import dev.converge.core.RunState;
import dev.converge.core.text.EnumWord;
import dev.converge.engine.run.RunView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The proposals of a run that people decide on.
///
/// @param run that they belong to
/// @param proposals in the order in which they were made
public record ProposalList(RunView run, List<Pending> proposals) {
  /// Copies the list.
  public ProposalList {
    proposals = List.copyOf(proposals);
  }

  /// The end of a run, after which nothing can be decided.
  ///
  /// @param at when the run ended
  /// @param because the final status and, if there is one, its reason: `halted: budget`
  public record Closed(Instant at, String because) {}

  /// Number of a run's proposals that wait for a decision, or for their decision to take effect; 0
  /// once the run is final.
  public static int open(RunState state) {
    return state.status().isFinal() ? 0 : state.pending().size();
  }

  /// Why nothing can be decided any more; empty while the run is not final.
  public Optional<Closed> closed() {
    return run.state().status().isFinal()
        ? Optional.of(new Closed(run.state().at(), because()))
        : Optional.empty();
  }

  private String because() {
    String status = EnumWord.of(run.state().status());
    return run.state().reason().map(reason -> status + ": " + EnumWord.of(reason)).orElse(status);
  }
}
