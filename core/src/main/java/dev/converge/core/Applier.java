package dev.converge.core;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.agent.ReservedAgents;
import dev.converge.core.budget.Limits;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.budget.Quote;
import dev.converge.core.budget.Saved;
import dev.converge.core.budget.Spent;
import dev.converge.core.fork.Fork;
import dev.converge.core.fork.Reused;
import dev.converge.core.proposal.Keys;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Status;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Applies events to the state. Live steps and replay share this code, so they cannot differ.
final class Applier {
  /// Number of cycles whose producers are kept, to detect agents that keep waking each other.
  static final int REMEMBERED_CYCLES = 6;

  private Applier() {}

  static void apply(Program program, RunState state, Event event) {
    if (event.sequence() != state.sequence + 1) {
      throw new IllegalArgumentException(
          "sequence: " + event.sequence() + " (expected: " + (state.sequence + 1) + ")");
    }
    state.sequence = event.sequence();
    state.cycle = event.cycle();
    state.at = event.at();
    switch (event.body()) {
      case Body.RunStarted body -> started(state, body);
      case Body.SeedAdmitted(var seed) -> promoted(program, state, seedFact(seed));
      case Body.CycleStarted body -> cycleStarted(program, state, body);
      case Body.AgentStarted body -> {
        active(program, state, event, a -> a.asked(body, event.at()));
        note(state, event, body.quote());
      }
      case Body.ModelSent body -> active(program, state, event, a -> a.sends(body.call()));
      case Body.ModelCalled(_, var call, _) -> {
        book(state, call);
        settle(program, state, event, call);
        Saved saved = call.saved();
        if (saved != null) {
          state.saved = state.saved.plus(saved);
          reuse(state, event, reused -> reused.saving(saved));
        }
      }
      case Body.AgentCompleted body -> {
        completed(program, state, event);
        reuse(state, event, reused -> reused.answered(body.recorded()));
      }
      case Body.AgentFailed body -> {
        failed(program, state, event, body);
        if (body.kind() != FailureKind.NO_MODEL) {
          reuse(state, event, reused -> reused.answered(body.recorded()));
        }
      }
      case Body.ProposalMade body -> {
        made(program, state, event, body);
        Provenance provenance = body.proposal().provenance();
        note(state, event, provenance.model(), provenance.unmet());
      }
      case Body.FactPromoted body -> {
        promoted(program, state, body.fact());
        count(state, body.fact());
        ProposalEvents.forget(state, body.proposalId());
        if (!body.fact().agent().equals(ReservedAgents.PERSON)) {
          state.leftovers = Leftover.without(state.leftovers, body.proposalId());
        }
      }
      case Body.ProposalRejected body -> ProposalEvents.rejected(program, state, body);
      case Body.ApprovalRequested body -> ProposalEvents.requested(program, state, event, body);
      case Body.ApprovalGiven body -> ProposalEvents.given(state, body);
      case Body.ApprovalDecided body -> ProposalEvents.decided(state, body);
      case Body.ProposalReturned body -> ProposalEvents.returned(program, state, body);
      case Body.ObservationReceived body -> {
        state.observations =
            plus(state.observations, new Body.ProposalMade(body.proposalId(), body.proposal()));
        state.observed++;
        TakenRequests.note(state, body.request());
        state.because = with(state.because, "observations");
      }
      case Body.InvariantViolated body -> violated(program, state, body);
      case Body.InvariantRestored(var id) -> {
        TreeMap<String, Body.InvariantViolated> violated = new TreeMap<>(state.violated);
        violated.remove(id);
        state.violated = violated;
      }
      case Body.TierReached body -> state.tiers = with(state.tiers, body.tier());
      case Body.OscillationDetected body ->
          state.oscillations = with(state.oscillations, String.join(", ", body.agents()));
      case Body.CycleCompleted body -> cycleCompleted(state, event, body);
      case Body.BudgetChanged body -> state.budget = body.after();
      case Body.RunContinued body -> Continuing.reopen(program, state, event, body);
      case Body.RunStatus body -> status(state, event, body);
    }
  }

  private static void started(RunState state, Body.RunStarted body) {
    state.started = body;
    state.budget = body.budget();
  }

  static Fact seedFact(Seed seed) {
    return new Fact(
        seed.id(),
        ReservedAgents.SEED,
        0,
        new Proposal(
            Keys.SEEDS, seed.id(), seed.content(), seed.data(), 1, List.of(), List.of(), SEED));
  }

  private static final Provenance SEED = new Provenance(Provenance.Origin.SEED, "1", null, null);

  private static void promoted(Program program, RunState state, Fact fact) {
    state.context = state.context.with(fact);
    int writer = program.indexOf(fact.agent());
    for (int reader : program.readers(fact.key())) {
      if (reader != writer) {
        state.agents[reader] = state.agents[reader].reads(fact.key());
      }
    }
    if (writer >= 0) {
      number(program, state, writer, fact.key(), fact.id());
      produced(state, fact.agent());
    }
  }

  private static void produced(RunState state, String agent) {
    if (state.round != null && !state.producers.getLast().contains(agent)) {
      List<List<String>> next = new ArrayList<>(state.producers);
      next.set(next.size() - 1, plus(next.getLast(), agent));
      state.producers = List.copyOf(next);
    }
  }

  static void number(Program program, RunState state, int agent, String key, String factId) {
    List<AgentSpec.Output> outputs = program.agents().get(agent).outputs();
    for (int i = 0; i < outputs.size(); i++) {
      AgentSpec.Output output = outputs.get(i);
      if (output.key().equals(key) && factId.startsWith(output.idPrefix())) {
        state.agents[agent] =
            state.agents[agent].numbered(i, ordinal(factId, output.idPrefix().length()));
        return;
      }
    }
  }

  private static int ordinal(String id, int from) {
    int value = 0;
    for (int i = from; i < id.length(); i++) {
      char c = id.charAt(i);
      if (c < '0' || c > '9' || i - from > 8) {
        return 0;
      }
      value = value * 10 + (c - '0');
    }
    return value;
  }

  private static void count(RunState state, Fact fact) {
    if (!fact.agent().equals(ReservedAgents.PERSON)) {
      Spent spent = state.spent;
      state.spent =
          new Spent(
              spent.cycles(),
              spent.facts() + 1,
              spent.running(),
              spent.tokens(),
              spent.costMicros());
    }
  }

  private static void cycleStarted(Program program, RunState state, Body.CycleStarted body) {
    Spent spent = state.spent;
    state.spentBefore = state.used();
    state.spent =
        new Spent(
            spent.cycles() + 1, spent.facts(), spent.running(), spent.tokens(), spent.costMicros());
    Active[] round = new Active[body.wakes().size()];
    boolean models = false;
    for (int i = 0; i < round.length; i++) {
      int agent = program.indexOf(body.wakes().get(i).agent());
      boolean revises = !body.wakes().get(i).returned().isEmpty();
      AgentState agentState = state.agents[agent];
      round[i] = Active.chosen(agent, revises ? agentState.returned() : List.of());
      state.agents[agent] = revises ? agentState.revises() : agentState.runs();
      models |= program.agents().get(agent).kind() == AgentSpec.Kind.LLM;
    }
    state.round = round;
    state.choosing = models;
    List<List<String>> producers = plus(state.producers, List.<String>of());
    state.producers =
        producers.size() > REMEMBERED_CYCLES
            ? List.copyOf(producers.subList(1, producers.size()))
            : producers;
  }

  private static int active(
      Program program, RunState state, Event event, UnaryOperator<Active> change) {
    int place = place(program, state, event);
    if (place < 0) {
      throw new IllegalArgumentException(
          "agent: " + event.agent() + " (expected: an agent of cycle " + event.cycle() + ")");
    }
    Active[] round = state.activeAgents();
    round[place] = change.apply(round[place]);
    state.choosing &= round[place].phase() == Active.Phase.CHOSEN;
    return round[place].index();
  }

  /// The index of an event's agent in the round; negative if it is not in it.
  private static int place(Program program, RunState state, Event event) {
    int agent = program.indexOf(String.valueOf(event.agent()));
    Active[] round = state.activeAgents();
    for (int i = 0; i < round.length; i++) {
      if (round[i].index() == agent) {
        return i;
      }
    }
    return -1;
  }

  private static void book(RunState state, ModelCall call) {
    Spent spent = state.spent;
    state.spent =
        new Spent(
            spent.cycles(),
            spent.facts(),
            spent.running(),
            Limits.sum(spent.tokens(), call.tokens()),
            Limits.sum(spent.costMicros(), call.costMicros()));
    if (state.started != null && live(state.started, call)) {
      state.because = with(state.because, "live models");
    }
  }

  /// A run lists what its models do not meet for as long as it exists.
  private static void note(RunState state, Event event, @Nullable Quote quote) {
    if (quote != null) {
      note(state, event, quote.provider() + "/" + quote.model(), quote.unmet());
    }
  }

  private static void note(
      RunState state, Event event, @Nullable String model, List<String> missing) {
    if (missing.isEmpty()) {
      return;
    }
    TreeSet<String> notes = new TreeSet<>(state.notes);
    for (String unmet : missing) {
      String note = event.agent() + " (" + model + "): " + unmet;
      if (notes.size() < Limits.MAX_NOTES) {
        notes.add(note);
      }
    }
    state.notes = notes;
  }

  /// Whether a live model may have answered a call, in this run or in the original.
  private static boolean live(Body.RunStarted started, ModelCall call) {
    Fork fork = started.fork();
    return call.saved() == null ? started.mode() == Mode.LIVE : fork != null && fork.live();
  }

  /// Updates the record of how an agent of a fork was answered.
  private static void reuse(RunState state, Event event, UnaryOperator<Reused> change) {
    if (state.started != null && state.started.fork() != null) {
      state.reused = Reused.changed(state.reused, String.valueOf(event.agent()), change);
    }
  }

  private static void settle(Program program, RunState state, Event event, ModelCall call) {
    int place = place(program, state, event);
    if (place >= 0) {
      Active[] round = state.activeAgents();
      round[place] = round[place].settles(call);
    }
  }

  private static void completed(Program program, RunState state, Event event) {
    boolean revised = revises(program, state, event);
    int agent = active(program, state, event, Active::answered);
    if (program.agents().get(agent).kind() == AgentSpec.Kind.TOOL) {
      state.because = with(state.because, "tools");
    }
    AgentState agentState = state.agents[agent];
    state.agents[agent] =
        revised ? agentState.revised() : agentState.ended(state.context.size(), null);
  }

  private static boolean revises(Program program, RunState state, Event event) {
    int place = place(program, state, event);
    return place >= 0 && !state.activeAgents()[place].returned().isEmpty();
  }

  private static void failed(Program program, RunState state, Event event, Body.AgentFailed body) {
    int agent = active(program, state, event, a -> a.failed(body, event.at()));
    if (body.retryAt() == null) {
      state.agents[agent] =
          state.agents[agent].ended(
              state.agents[agent].seen(),
              new AgentState.Failure(
                  body.kind(),
                  body.message(),
                  state.activeAgents()[place(program, state, event)].returned()));
      if (body.kind() == FailureKind.TIMEOUT
          || body.kind() == FailureKind.UNAVAILABLE
          || body.kind() == FailureKind.OUTAGE) {
        state.because = with(state.because, "time");
      }
    }
  }

  private static void made(Program program, RunState state, Event event, Body.ProposalMade body) {
    // An observation keeps its place until there is a verdict on it.
    if (!ReservedAgents.OBSERVER.equals(event.agent())) {
      active(program, state, event, a -> a.proposes(body));
    }
  }

  private static void violated(Program program, RunState state, Body.InvariantViolated body) {
    if (body.kind() != Invariant.Kind.SEMANTIC) {
      return;
    }
    TreeMap<String, Body.InvariantViolated> violated = new TreeMap<>(state.violated);
    violated.put(body.id(), body);
    state.violated = violated;
    for (int watcher : program.watchers(body.id())) {
      state.agents[watcher] = state.agents[watcher].learns(body.id());
    }
  }

  private static void cycleCompleted(RunState state, Event event, Body.CycleCompleted body) {
    state.round = null;
    state.choosing = false;
    state.spent = body.spent();
    state.runningSince = event.at();
  }

  private static void status(RunState state, Event event, Body.RunStatus body) {
    if (body.status() == Status.PAUSED) {
      state.beforePause = state.status;
    }
    state.status = body.status();
    state.reason = body.reason();
    state.halt = body.halt();
    state.detail = body.detail();
    state.outage = body.outage();
    state.spent = body.spent();
    state.runningSince = event.at();
    if (body.status() == Status.PAUSED && body.outage() != null) {
      Active[] round = state.activeAgents();
      for (int i = 0; i < round.length; i++) {
        round[i] = round[i].patientAgain();
      }
    }
    if (body.summary() != null) {
      state.summary = body.summary();
      state.because = new TreeSet<>(body.summary().because());
      Continuing.suspend(state);
    }
  }

  static <T> List<T> plus(List<T> list, T item) {
    return switch (list.size()) {
      case 0 -> List.of(item);
      case 1 -> List.of(list.getFirst(), item);
      default -> {
        List<T> next = new ArrayList<>(list.size() + 1);
        next.addAll(list);
        next.add(item);
        yield List.copyOf(next);
      }
    };
  }

  static SortedSet<String> with(Collection<String> set, String item) {
    TreeSet<String> next = new TreeSet<>(set);
    next.add(item);
    return next;
  }
}
