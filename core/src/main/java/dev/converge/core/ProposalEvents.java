package dev.converge.core;

import dev.converge.core.decision.Returned;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Rejection;
import dev.converge.core.proposal.Substance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// Applies events on proposals to the state: rejections, requests for approval, and decisions.
final class ProposalEvents {
  private ProposalEvents() {}

  static void rejected(Program program, RunState state, Body.ProposalRejected body) {
    List<Leftover> leftovers =
        body.code() == Rejection.BUDGET
            ? Leftover.after(program, state, body.proposalId())
            : Leftover.without(state.leftovers, body.proposalId());
    if (body.code() == Rejection.REJECTED) {
      find(state, body.proposalId())
          .ifPresent(p ->
              state.rejected =
                  Applier.plus(
                      state.rejected,
                      new RunState.RejectedByPerson(p.agent(), Substance.of(p.proposal()))));
    }
    forget(state, body.proposalId());
    state.leftovers = leftovers;
  }

  static void requested(Program program, RunState state, Event event, Body.ApprovalRequested body) {
    Body.ProposalMade made = made(state, body.proposalId(), event);
    Proposal proposal = made.proposal();
    forget(state, body.proposalId());
    state.leftovers = Leftover.without(state.leftovers, body.proposalId());
    String agent = String.valueOf(event.agent());
    state.pending =
        Applier.plus(
            state.pending,
            new Pending(
                body.proposalId(),
                agent,
                proposal,
                body.gate(),
                body.role(),
                body.factId(),
                body.expiresAt(),
                body.onSilence(),
                List.of(),
                state.returned(made.revises()).map(Body.ProposalReturned::revision).orElse(0),
                null));
    int index = program.indexOf(agent);
    if (index >= 0) {
      Applier.number(program, state, index, proposal.key(), body.factId());
    }
  }

  private static List<String> beside(RunState state, Pending returned) {
    List<String> beside = new ArrayList<>();
    int characters = 0;
    for (Pending other : state.pending) {
      String content = other.proposal().content();
      boolean same = other.proposalId().equals(returned.proposalId());
      if (!same
          && other.agent().equals(returned.agent())
          && other.proposal().key().equals(returned.proposal().key())) {
        characters += content.length();
        if (characters > Returned.MAX_BESIDE_CHARS) {
          break;
        }
        beside.add(content);
      }
    }
    return beside;
  }

  static void returned(Program program, RunState state, Body.ProposalReturned body) {
    Pending pending =
        find(state, body.proposalId())
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "proposal: " + body.proposalId() + " (expected: one that waits)"));
    int agent = program.indexOf(pending.agent());
    state.agents[agent] =
        state.agents[agent].revising(
            new Returned(
                body.proposalId(),
                pending.proposal(),
                body.comment(),
                body.revision(),
                beside(state, pending)));
    TreeMap<String, Body.ProposalReturned> returned = new TreeMap<>(state.returned);
    returned.put(body.proposalId(), body);
    state.returned = returned;
    forget(state, body.proposalId());
    state.because = Applier.with(state.because, "people");
  }

  private static Body.ProposalMade made(RunState state, String id, Event event) {
    for (Body.ProposalMade observation : state.observations) {
      if (observation.id().equals(id)) {
        return observation;
      }
    }
    for (Active active : state.activeAgents()) {
      for (Body.ProposalMade made : active.proposals()) {
        if (made.id().equals(id)) {
          return made;
        }
      }
    }
    for (Leftover left : state.leftovers) {
      if (left.made().id().equals(id)) {
        return left.made();
      }
    }
    throw new IllegalArgumentException(
        "proposal: " + id + " at event " + event.sequence() + " (expected: made before)");
  }

  private static void pending(RunState state, String proposalId, UnaryOperator<Pending> change) {
    state.pending =
        state.pending.stream()
            .map(p -> p.proposalId().equals(proposalId) ? change.apply(p) : p)
            .toList();
  }

  static void given(RunState state, Body.ApprovalGiven body) {
    pending(state, body.proposalId(), p -> p.give(body));
    state.because = Applier.with(state.because, "people");
  }

  static void decided(RunState state, Body.ApprovalDecided body) {
    pending(state, body.proposalId(), p -> p.decide(body));
    TreeMap<String, Body.ApprovalDecided> decisions = new TreeMap<>(state.decisions);
    decisions.put(body.proposalId(), body);
    state.decisions = decisions;
    state.because = Applier.with(state.because, body.byDeadline() ? "time" : "people");
  }

  static Optional<Pending> find(RunState state, String proposalId) {
    return state.pending.stream().filter(p -> p.proposalId().equals(proposalId)).findFirst();
  }

  static void forget(RunState state, String proposalId) {
    if (!state.pending.isEmpty()) {
      state.pending =
          state.pending.stream().filter(p -> !p.proposalId().equals(proposalId)).toList();
    }
    if (!state.observations.isEmpty()) {
      state.observations =
          state.observations.stream().filter(o -> !o.id().equals(proposalId)).toList();
    }
  }
}
