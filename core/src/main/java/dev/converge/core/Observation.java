package dev.converge.core;

import dev.converge.core.agent.ReservedAgents;
import dev.converge.core.decision.RequestKey;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Keys;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.core.status.Outcome;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Something that a client observed, to enter a run as a proposal.
///
/// @param key of the resulting fact; must be a key of the program
/// @param id the requested fact id, or `null`
/// @param content what was observed
/// @param data the same as structured content, or `null`
public record Observation(
    String key, @Nullable String id, String content, Json.@Nullable Obj data) {
  private static final Provenance PERSON =
      new Provenance(Provenance.Origin.PERSON, "1", null, null);

  /// Why a run of a program cannot accept it; empty if it can.
  Optional<Outcome> refusal(Program program) {
    if (!program.hasKey(key)) {
      return refused(Outcome.Code.NO_SUCH_KEY, "the program has no key \"" + key + "\"");
    }
    if (key.equals(Keys.SEEDS) || key.equals(Keys.DECISIONS)) {
      return refused(Outcome.Code.NO_SUCH_KEY, "nothing can be observed under \"" + key + "\"");
    }
    return Storable.problem(proposal()).flatMap(problem -> refused(Outcome.Code.INVALID, problem));
  }

  private static Optional<Outcome> refused(Outcome.Code code, String message) {
    return Optional.of(new Outcome.Refused(code, message));
  }

  Proposal proposal() {
    return new Proposal(key, id, content, data, 1, List.of(), List.of(), PERSON);
  }

  /// Adds it to a run; it becomes a proposal at the next cycle boundary.
  void enter(Turn turn, String actor, boolean asserted, @Nullable RequestKey request) {
    String proposalId = "prop:observation:" + (turn.state.observed + 1);
    turn.emit(
        ReservedAgents.OBSERVER,
        new Body.ObservationReceived(proposalId, proposal(), actor, asserted, request));
  }
}
