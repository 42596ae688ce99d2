package dev.converge.core;

import dev.converge.core.agent.ReservedAgents;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A proposal for which the budget of facts had no room, or that came after such a proposal: it is
/// checked when the run is continued.
///
/// @param agent that made it
/// @param made the proposal
/// @param factId the id under which people approved it, or `null` if nobody has
record Leftover(String agent, Body.ProposalMade made, @Nullable String factId) {

  /// The leftovers after a proposal met the end of the budget.
  static List<Leftover> after(Program program, RunState state, String proposalId) {
    for (Leftover left : state.leftovers) {
      if (left.made.id().equals(proposalId)) {
        return state.leftovers;
      }
    }
    Optional<Pending> approved = ProposalEvents.find(state, proposalId);
    if (approved.isPresent()) {
      Pending pending = approved.get();
      Body.ProposalMade made = new Body.ProposalMade(proposalId, pending.proposal());
      return Applier.plus(state.leftovers, new Leftover(pending.agent(), made, pending.factId()));
    }
    for (Body.ProposalMade observation : state.observations) {
      if (observation.id().equals(proposalId)) {
        return Applier.plus(
            state.leftovers, new Leftover(ReservedAgents.OBSERVER, observation, null));
      }
    }
    return ofRound(program, state, proposalId);
  }

  private static List<Leftover> ofRound(Program program, RunState state, String proposalId) {
    List<Leftover> left = new ArrayList<>(state.leftovers);
    boolean reached = false;
    for (Active active : state.activeAgents()) {
      String agent = program.agents().get(active.index()).id();
      for (Body.ProposalMade made : active.proposals()) {
        reached |= made.id().equals(proposalId);
        if (reached) {
          left.add(new Leftover(agent, made, null));
        }
      }
    }
    return List.copyOf(left);
  }

  /// The leftovers without a proposal that was checked.
  static List<Leftover> without(List<Leftover> leftovers, String proposalId) {
    return leftovers.isEmpty()
        ? leftovers
        : leftovers.stream().filter(left -> !left.made.id().equals(proposalId)).toList();
  }
}
