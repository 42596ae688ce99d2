package dev.converge.runtime.operations;

import dev.converge.core.Pending;
import dev.converge.engine.RunView;
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

  /// Why nothing can be decided any more; empty while the run is not final.
  public Optional<Closed> closed() {
    return run.state().status().isFinal()
        ? Optional.of(new Closed(run.state().at(), because()))
        : Optional.empty();
  }

  private String because() {
    String status = word(run.state().status());
    return run.state().reason().map(reason -> status + ": " + word(reason)).orElse(status);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(java.util.Locale.ROOT);
  }
}
