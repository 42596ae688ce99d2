package dev.converge.core;

import dev.converge.core.agent.ReservedAgents;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Halt;
import dev.converge.core.status.Outcome;
import dev.converge.core.status.Status;
import java.util.ArrayList;
import java.util.Optional;

/// Processes each input. A stale input changes nothing.
final class Inputs {
  static final Outcome ACCEPTED = new Outcome.Accepted();
  static final Outcome UNCHANGED = new Outcome.Unchanged();

  private final Turn turn;
  private final Program program;
  private final RunState state;
  private final AgentInputs agents;

  Inputs(Turn turn) {
    this.turn = turn;
    this.program = turn.program;
    this.state = turn.state;
    this.agents = new AgentInputs(turn);
  }

  Outcome take(Input input) {
    if (state.status == Status.PENDING && !(input instanceof Input.Started)) {
      return wrongStatus("anything but its start");
    }
    Optional<String> problem = Storable.problem(input);
    if (problem.isPresent()) {
      return new Outcome.Refused(Outcome.Code.INVALID, problem.get());
    }
    return switch (input) {
      case Input.Started in -> started(in);
      case Input.Quoted in -> agents.quoted(in);
      case Input.Sent in ->
          SentCalls.take(turn, in, agents.asked(in.agent(), in.cycle(), in.attempt()));
      case Input.Answered in -> agents.answered(in);
      case Input.Failed in -> agents.failed(in);
      case Input.Decided in -> new Decisions(turn).take(in);
      case Input.Returned in -> new Decisions(turn).take(in);
      case Input.Observed in -> observed(in);
      case Input.Paused in -> paused(in);
      case Input.Resumed in -> resumed(in);
      case Input.Cancelled in -> cancelled(in);
      case Input.BudgetChanged in -> budget(in);
      case Input.Continued in -> continued(in);
      case Input.TimeReached _ -> time();
      case Input.ProviderBack _ -> back();
      case Input.OutOfRoom in -> outOfRoom(in);
      case Input.Broken in -> broken(in);
    };
  }

  private void advance() {
    new Cycle(turn).advance();
  }

  private Outcome started(Input.Started in) {
    if (state.status != Status.PENDING) {
      return UNCHANGED;
    }
    turn.emit(
        null,
        new Body.RunStarted(
            in.jobId(),
            program.name(),
            program.version(),
            program.hash(),
            in.mode(),
            in.budget(),
            in.versions(),
            Core.FORMAT,
            in.submitter(),
            in.onOutage(),
            in.fork()));
    turn.status(Status.RUNNING, null);
    for (Seed seed : Core.ordered(in.seeds())) {
      turn.emit(null, new Body.SeedAdmitted(seed));
    }
    advance();
    return ACCEPTED;
  }

  private Outcome wrongStatus(String what) {
    return turn.wrongStatus(what);
  }

  private Outcome observed(Input.Observed in) {
    Optional<Outcome> before = TakenRequests.before(state, in.request(), "observation");
    if (before.isPresent()) {
      return before.get();
    }
    if (state.status.isFinal()) {
      return wrongStatus("an observation");
    }
    Observation observation = new Observation(in.key(), in.id(), in.content(), in.data());
    Optional<Outcome> refusal = observation.refusal(program);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    observation.enter(turn, in.actor(), in.asserted(), in.request());
    advance();
    return ACCEPTED;
  }

  private Outcome paused(Input.Paused in) {
    if (state.status == Status.PAUSED) {
      return UNCHANGED;
    }
    if (state.status != Status.RUNNING && state.status != Status.WAITING) {
      return wrongStatus("a pause");
    }
    turn.status(Status.PAUSED, in.reason(), in.actor(), in.asserted());
    return ACCEPTED;
  }

  private Outcome resumed(Input.Resumed in) {
    if (state.status == Status.RUNNING || state.status == Status.WAITING) {
      return UNCHANGED;
    }
    if (state.status != Status.PAUSED) {
      return wrongStatus("a resume");
    }
    turn.status(state.beforePause, null, in.actor(), in.asserted());
    time();
    return ACCEPTED;
  }

  /// The run waits for a provider or paused itself. What a person paused, a person resumes.
  private Outcome back() {
    if (state.status == Status.RUNNING) {
      return Outages.back(turn) ? ACCEPTED : UNCHANGED;
    }
    if (state.status != Status.PAUSED || state.outage == null) {
      return UNCHANGED;
    }
    turn.status(state.beforePause, null);
    time();
    return ACCEPTED;
  }

  private Outcome cancelled(Input.Cancelled in) {
    if (state.status.isFinal()) {
      return UNCHANGED;
    }
    turn.end(Status.CANCELLED, null, in.reason(), in.actor(), in.asserted());
    return ACCEPTED;
  }

  private Outcome budget(Input.BudgetChanged in) {
    if (state.status.isFinal()) {
      return wrongStatus("a budget");
    }
    if (in.budget().equals(state.budget)) {
      return UNCHANGED;
    }
    turn.emit(null, new Body.BudgetChanged(state.budget, in.budget(), in.actor(), in.asserted()));
    if (state.status == Status.RUNNING) {
      turn.haltIfSpent();
    }
    return ACCEPTED;
  }

  private Outcome continued(Input.Continued in) {
    Outcome outcome = new Continuing(turn).take(in);
    if (outcome.equals(ACCEPTED) && !turn.haltIfSpent() && new Cycle(turn).judgeLeftovers()) {
      time();
    }
    return outcome;
  }

  private Outcome time() {
    if (state.status.isFinal()) {
      return UNCHANGED;
    }
    long before = state.sequence;
    if (state.status == Status.RUNNING && turn.haltIfSpent()) {
      return ACCEPTED;
    }
    for (Pending pending : new ArrayList<>(state.pending)) {
      if (pending.decided() == null
          && pending.expiresAt() != null
          && !pending.expiresAt().isAfter(turn.at)) {
        turn.emit(
            null,
            new Body.ApprovalDecided(
                pending.proposalId(),
                pending.onSilence(),
                ReservedAgents.PERSON,
                false,
                null,
                true));
      }
    }
    if (state.status != Status.PAUSED) {
      agents.retry();
      advance();
    }
    return state.sequence > before ? ACCEPTED : UNCHANGED;
  }

  private Outcome outOfRoom(Input.OutOfRoom in) {
    if (state.status.isFinal()) {
      return UNCHANGED;
    }
    turn.halt(
        new Halt.Limit(Halt.Limit.Which.MAX_STORED_BYTES, in.max(), in.used(), in.needed()),
        turn.used("max_stored_bytes", in.max(), in.used())
            + "; what comes next needs "
            + in.needed());
    return ACCEPTED;
  }

  private Outcome broken(Input.Broken in) {
    if (state.status.isFinal()) {
      return UNCHANGED;
    }
    turn.end(Status.FAILED, null, Storable.message(in.message()));
    return ACCEPTED;
  }
}
