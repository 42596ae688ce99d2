package dev.converge.engine.listing;

import dev.converge.core.Body;
import dev.converge.core.Pending;
import dev.converge.core.RunState;
import java.util.ArrayList;
import java.util.List;

/// The proposals of a run that people decide on, as a store keeps them beside the events to find
/// them across jobs.
///
/// @param asked whether the run has ever asked anybody
/// @param open proposals that wait for a decision; one that was open before and is neither here nor
///   decided was returned to its agent, or the run ended
/// @param decided every decision so far
public record HeldProposals(boolean asked, List<Pending> open, List<Body.ApprovalDecided> decided) {
  /// For a run that has asked nobody.
  public static final HeldProposals NONE = new HeldProposals(false, List.of(), List.of());

  /// Copies the lists.
  public HeldProposals {
    open = List.copyOf(open);
    decided = List.copyOf(decided);
  }

  /// For a run in this state. Nothing is open once the run is final.
  public static HeldProposals of(RunState state) {
    if (!state.asked()) {
      return NONE;
    }
    List<Pending> open = new ArrayList<>(state.pending());
    open.removeIf(pending -> pending.decision().isPresent() || state.status().isFinal());
    return new HeldProposals(true, open, List.copyOf(state.decisions().values()));
  }
}
