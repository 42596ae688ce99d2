package dev.converge.core;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.agent.ReservedAgents;
import dev.converge.core.budget.Limits;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.budget.Quote;
import dev.converge.core.budget.Spent;
import dev.converge.core.decision.Returned;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.core.proposal.Seed;
import dev.converge.core.proposal.Substance;
import dev.converge.core.status.Status;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What each event does to the state. Live steps and replay share this path, so they cannot differ.
final class Applier {
  /// Cycles whose producers are remembered, to see agents that keep waking each other.
  static final int REMEMBERED_CYCLES = 6;

  private Applier() {}

  static void apply(Program program, RunState s, Event event) {
    if (event.sequence() != s.sequence + 1) {
      throw new IllegalArgumentException(
          "sequence: " + event.sequence() + " (expected: " + (s.sequence + 1) + ")");
    }
    s.sequence = event.sequence();
    s.cycle = event.cycle();
    s.at = event.at();
    switch (event.body()) {
      case Body.RunStarted body -> started(s, body);
      case Body.SeedAdmitted(var seed) -> promoted(program, s, seedFact(seed));
      case Body.CycleStarted body -> cycleStarted(program, s, body);
      case Body.AgentStarted body -> {
        active(program, s, event, a -> a.asked(body, event.at()));
        note(s, event, body.quote());
      }
      case Body.ModelSent body -> active(program, s, event, a -> a.sends(body.call()));
      case Body.ModelCalled(_, var call, _) -> {
        book(s, call);
        settle(program, s, event, call);
      }
      case Body.AgentCompleted _ -> completed(program, s, event);
      case Body.AgentFailed body -> failed(program, s, event, body);
      case Body.ProposalMade body -> {
        made(program, s, event, body);
        Provenance provenance = body.proposal().provenance();
        note(s, event, provenance.model(), provenance.unmet());
      }
      case Body.FactPromoted body -> {
        promoted(program, s, body.fact());
        count(s, body.fact());
        forget(s, body.proposalId());
        if (!body.fact().agent().equals(ReservedAgents.PERSON)) {
          s.leftovers = Leftover.without(s.leftovers, body.proposalId());
        }
      }
      case Body.ProposalRejected body -> rejected(program, s, body);
      case Body.ApprovalRequested body -> requested(program, s, event, body);
      case Body.ApprovalGiven body -> given(s, body);
      case Body.ApprovalDecided body -> decided(s, body);
      case Body.ProposalReturned body -> returned(program, s, body);
      case Body.ObservationReceived body -> {
        s.observations =
            plus(s.observations, new Body.ProposalMade(body.proposalId(), body.proposal()));
        s.observed++;
        TakenRequests.note(s, body.request());
        s.because = with(s.because, "observations");
      }
      case Body.InvariantViolated body -> violated(program, s, body);
      case Body.InvariantRestored(var id) -> {
        TreeMap<String, Body.InvariantViolated> violated = new TreeMap<>(s.violated);
        violated.remove(id);
        s.violated = violated;
      }
      case Body.TierReached body -> s.tiers = with(s.tiers, body.tier());
      case Body.OscillationDetected body ->
          s.oscillations = with(s.oscillations, String.join(", ", body.agents()));
      case Body.CycleCompleted body -> cycleCompleted(s, event, body);
      case Body.BudgetChanged body -> s.budget = body.after();
      case Body.RunContinued body -> Continuing.reopen(program, s, event, body);
      case Body.RunStatus body -> status(s, event, body);
    }
  }

  private static void started(RunState s, Body.RunStarted body) {
    s.started = body;
    s.budget = body.budget();
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

  private static void promoted(Program program, RunState s, Fact fact) {
    s.context = s.context.with(fact);
    int writer = program.indexOf(fact.agent());
    for (int reader : program.readers(fact.key())) {
      if (reader != writer) {
        s.agents[reader] = s.agents[reader].reads(fact.key());
      }
    }
    if (writer >= 0) {
      number(program, s, writer, fact.key(), fact.id());
      produced(s, fact.agent());
    }
  }

  private static void produced(RunState s, String agent) {
    if (s.round != null && !s.producers.getLast().contains(agent)) {
      List<List<String>> next = new ArrayList<>(s.producers);
      next.set(next.size() - 1, plus(next.getLast(), agent));
      s.producers = List.copyOf(next);
    }
  }

  private static void number(Program program, RunState s, int agent, String key, String factId) {
    List<AgentSpec.Output> outputs = program.agents().get(agent).outputs();
    for (int i = 0; i < outputs.size(); i++) {
      AgentSpec.Output output = outputs.get(i);
      if (output.key().equals(key) && factId.startsWith(output.idPrefix())) {
        s.agents[agent] = s.agents[agent].numbered(i, ordinal(factId, output.idPrefix().length()));
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

  private static void count(RunState s, Fact fact) {
    if (!fact.agent().equals(ReservedAgents.PERSON)) {
      Spent spent = s.spent;
      s.spent =
          new Spent(
              spent.cycles(),
              spent.facts() + 1,
              spent.running(),
              spent.tokens(),
              spent.costMicros());
    }
  }

  private static void cycleStarted(Program program, RunState s, Body.CycleStarted body) {
    Spent spent = s.spent;
    s.spentBefore = spent;
    s.spent =
        new Spent(
            spent.cycles() + 1, spent.facts(), spent.running(), spent.tokens(), spent.costMicros());
    Active[] round = new Active[body.wakes().size()];
    boolean models = false;
    for (int i = 0; i < round.length; i++) {
      int agent = program.indexOf(body.wakes().get(i).agent());
      boolean revises = !body.wakes().get(i).returned().isEmpty();
      AgentState state = s.agents[agent];
      round[i] = Active.chosen(agent, revises ? state.returned() : List.of());
      s.agents[agent] = revises ? state.revises() : state.runs();
      models |= program.agents().get(agent).kind() == AgentSpec.Kind.LLM;
    }
    s.round = round;
    s.choosing = models;
    List<List<String>> producers = plus(s.producers, List.<String>of());
    s.producers =
        producers.size() > REMEMBERED_CYCLES
            ? List.copyOf(producers.subList(1, producers.size()))
            : producers;
  }

  private static int active(
      Program program, RunState s, Event event, UnaryOperator<Active> change) {
    int place = place(program, s, event);
    if (place < 0) {
      throw new IllegalArgumentException(
          "agent: " + event.agent() + " (expected: an agent of cycle " + event.cycle() + ")");
    }
    Active[] round = s.activeAgents();
    round[place] = change.apply(round[place]);
    s.choosing &= round[place].phase() == Active.Phase.CHOSEN;
    return round[place].index();
  }

  /// Where the agent of an event stands in the round; negative if it is not in it.
  private static int place(Program program, RunState s, Event event) {
    int agent = program.indexOf(String.valueOf(event.agent()));
    Active[] round = s.activeAgents();
    for (int i = 0; i < round.length; i++) {
      if (round[i].index() == agent) {
        return i;
      }
    }
    return -1;
  }

  private static void book(RunState s, ModelCall call) {
    Spent spent = s.spent;
    s.spent =
        new Spent(
            spent.cycles(),
            spent.facts(),
            spent.running(),
            Limits.sum(spent.tokens(), call.tokens()),
            Limits.sum(spent.costMicros(), call.costMicros()));
    if (s.started != null && s.started.mode() == Mode.LIVE) {
      s.because = with(s.because, "live models");
    }
  }

  /// What the models of a run do not meet is told as long as the run is.
  private static void note(RunState s, Event event, @Nullable Quote quote) {
    if (quote != null) {
      note(s, event, quote.provider() + "/" + quote.model(), quote.unmet());
    }
  }

  private static void note(RunState s, Event event, @Nullable String model, List<String> missing) {
    if (missing.isEmpty()) {
      return;
    }
    TreeSet<String> notes = new TreeSet<>(s.notes);
    for (String unmet : missing) {
      String note = event.agent() + " (" + model + "): " + unmet;
      if (notes.size() < Limits.MAX_NOTES) {
        notes.add(note);
      }
    }
    s.notes = notes;
  }

  private static void settle(Program program, RunState s, Event event, ModelCall call) {
    int place = place(program, s, event);
    if (place >= 0) {
      Active[] round = s.activeAgents();
      round[place] = round[place].settles(call);
    }
  }

  private static void completed(Program program, RunState s, Event event) {
    boolean revised = revises(program, s, event);
    int agent = active(program, s, event, Active::answered);
    AgentState state = s.agents[agent];
    s.agents[agent] = revised ? state.revised() : state.ended(s.context.size(), null);
  }

  private static boolean revises(Program program, RunState s, Event event) {
    int place = place(program, s, event);
    return place >= 0 && !s.activeAgents()[place].returned().isEmpty();
  }

  private static void failed(Program program, RunState s, Event event, Body.AgentFailed body) {
    int agent = active(program, s, event, a -> a.failed(body, event.at()));
    if (body.retryAt() == null) {
      s.agents[agent] =
          s.agents[agent].ended(
              s.agents[agent].seen(),
              new AgentState.Failure(
                  body.kind(),
                  body.message(),
                  s.activeAgents()[place(program, s, event)].returned()));
      if (body.kind() == FailureKind.TIMEOUT
          || body.kind() == FailureKind.UNAVAILABLE
          || body.kind() == FailureKind.OUTAGE) {
        s.because = with(s.because, "time");
      }
    }
  }

  private static void made(Program program, RunState s, Event event, Body.ProposalMade body) {
    // An observation stays where it is until there is a verdict on it.
    if (!ReservedAgents.OBSERVER.equals(event.agent())) {
      active(program, s, event, a -> a.proposes(body));
    }
  }

  private static void rejected(Program program, RunState s, Body.ProposalRejected body) {
    List<Leftover> leftovers =
        body.code() == Body.Rejection.BUDGET
            ? Leftover.after(program, s, body.proposalId())
            : Leftover.without(s.leftovers, body.proposalId());
    if (body.code() == Body.Rejection.REJECTED) {
      find(s, body.proposalId())
          .ifPresent(p ->
              s.rejected =
                  plus(
                      s.rejected,
                      new RunState.RejectedByPerson(p.agent(), Substance.of(p.proposal()))));
    }
    forget(s, body.proposalId());
    s.leftovers = leftovers;
  }

  private static void requested(
      Program program, RunState s, Event event, Body.ApprovalRequested body) {
    Body.ProposalMade made = made(s, body.proposalId(), event);
    Proposal proposal = made.proposal();
    forget(s, body.proposalId());
    s.leftovers = Leftover.without(s.leftovers, body.proposalId());
    String agent = String.valueOf(event.agent());
    s.pending =
        plus(
            s.pending,
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
                s.returned(made.revises()).map(Body.ProposalReturned::revision).orElse(0),
                null));
    int index = program.indexOf(agent);
    if (index >= 0) {
      number(program, s, index, proposal.key(), body.factId());
    }
  }

  private static List<String> beside(RunState s, Pending returned) {
    List<String> beside = new ArrayList<>();
    int characters = 0;
    for (Pending other : s.pending) {
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

  private static void returned(Program program, RunState s, Body.ProposalReturned body) {
    Pending pending =
        find(s, body.proposalId())
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "proposal: " + body.proposalId() + " (expected: one that waits)"));
    int agent = program.indexOf(pending.agent());
    s.agents[agent] =
        s.agents[agent].revising(
            new Returned(
                body.proposalId(),
                pending.proposal(),
                body.comment(),
                body.revision(),
                beside(s, pending)));
    TreeMap<String, Body.ProposalReturned> returned = new TreeMap<>(s.returned);
    returned.put(body.proposalId(), body);
    s.returned = returned;
    forget(s, body.proposalId());
    s.because = with(s.because, "people");
  }

  private static Body.ProposalMade made(RunState s, String id, Event event) {
    for (Body.ProposalMade observation : s.observations) {
      if (observation.id().equals(id)) {
        return observation;
      }
    }
    for (Active active : s.activeAgents()) {
      for (Body.ProposalMade made : active.proposals()) {
        if (made.id().equals(id)) {
          return made;
        }
      }
    }
    for (Leftover left : s.leftovers) {
      if (left.made().id().equals(id)) {
        return left.made();
      }
    }
    throw new IllegalArgumentException(
        "proposal: " + id + " at event " + event.sequence() + " (expected: made before)");
  }

  private static void pending(RunState s, String proposalId, UnaryOperator<Pending> change) {
    s.pending =
        s.pending.stream()
            .map(p -> p.proposalId().equals(proposalId) ? change.apply(p) : p)
            .toList();
  }

  private static void given(RunState s, Body.ApprovalGiven body) {
    pending(s, body.proposalId(), p -> p.give(body));
    s.because = with(s.because, "people");
  }

  private static void decided(RunState s, Body.ApprovalDecided body) {
    pending(s, body.proposalId(), p -> p.decide(body));
    TreeMap<String, Body.ApprovalDecided> decisions = new TreeMap<>(s.decisions);
    decisions.put(body.proposalId(), body);
    s.decisions = decisions;
    s.because = with(s.because, body.byDeadline() ? "time" : "people");
  }

  private static void violated(Program program, RunState s, Body.InvariantViolated body) {
    if (body.kind() != Invariant.Kind.SEMANTIC) {
      return;
    }
    TreeMap<String, Body.InvariantViolated> violated = new TreeMap<>(s.violated);
    violated.put(body.id(), body);
    s.violated = violated;
    for (int watcher : program.watchers(body.id())) {
      s.agents[watcher] = s.agents[watcher].learns(body.id());
    }
  }

  private static void cycleCompleted(RunState s, Event event, Body.CycleCompleted body) {
    s.round = null;
    s.choosing = false;
    s.spent = body.spent();
    s.runningSince = event.at();
  }

  private static void status(RunState s, Event event, Body.RunStatus body) {
    if (body.status() == Status.PAUSED) {
      s.beforePause = s.status;
    }
    s.status = body.status();
    s.reason = body.reason();
    s.halt = body.halt();
    s.detail = body.detail();
    s.outage = body.outage();
    s.spent = body.spent();
    s.runningSince = event.at();
    if (body.status() == Status.PAUSED && body.outage() != null) {
      Active[] round = s.activeAgents();
      for (int i = 0; i < round.length; i++) {
        round[i] = round[i].patientAgain();
      }
    }
    if (body.summary() != null) {
      s.summary = body.summary();
      s.because = new TreeSet<>(body.summary().because());
      Continuing.suspend(s);
    }
  }

  static Optional<Pending> find(RunState s, String proposalId) {
    return s.pending.stream().filter(p -> p.proposalId().equals(proposalId)).findFirst();
  }

  private static void forget(RunState s, String proposalId) {
    if (!s.pending.isEmpty()) {
      s.pending = s.pending.stream().filter(p -> !p.proposalId().equals(proposalId)).toList();
    }
    if (!s.observations.isEmpty()) {
      s.observations = s.observations.stream().filter(o -> !o.id().equals(proposalId)).toList();
    }
  }

  static <T> List<T> plus(List<T> list, T item) {
    if (list.isEmpty()) {
      return List.of(item);
    }
    List<T> next = new ArrayList<>(list.size() + 1);
    next.addAll(list);
    next.add(item);
    return List.copyOf(next);
  }

  private static SortedSet<String> with(Collection<String> set, String item) {
    TreeSet<String> next = new TreeSet<>(set);
    next.add(item);
    return next;
  }
}
