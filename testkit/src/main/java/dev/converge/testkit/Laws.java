package dev.converge.testkit;

import dev.converge.core.Body;
import dev.converge.core.Chain;
import dev.converge.core.Core;
import dev.converge.core.Event;
import dev.converge.core.Explain;
import dev.converge.core.Fact;
import dev.converge.core.Input;
import dev.converge.core.Invariant;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.RunState;
import dev.converge.core.Step;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.ReservedAgents;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Quote;
import dev.converge.core.event.Sealed;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Keys;
import dev.converge.core.status.Halt;
import dev.converge.core.status.Outcome;
import dev.converge.core.status.Status;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What must be true of every run of every program, whatever happens to it.
final class Laws {
  static final String RUN = "run_made";

  private final boolean timeless;
  private final Program program;
  private final Chain chain = new Chain(RUN, Chain.START);
  private RunState replayed;
  private boolean excused;

  Laws(Flow flow, RunState initial) {
    this.timeless = flow.timeless();
    this.program = flow.program();
    this.replayed = initial;
  }

  /// Holds what a run begins with against the laws, if that is more than its start.
  void begun(List<Event> events, RunState state) {
    same("the state replayed", state, Core.replay(program, replayed, events));
    replayed = state;
    numbered(Core.initial(program), events);
    for (Event event : events) {
      excuse(event.body());
      excused |= event.body() instanceof Body.BudgetChanged;
    }
    budgets(state);
    progress(state);
  }

  /// Holds one step against the laws.
  void step(RunState before, Input input, Step step) {
    RunState next = step.next();
    boolean changed = !step.events().isEmpty();
    require(
        changed == step.outcome() instanceof Outcome.Accepted,
        () -> step.outcome() + " with " + step.events());
    if (!changed) {
      same("the state after an input that changed nothing", before, next);
      return;
    }
    boolean continued = input instanceof Input.Continued;
    require(before.status().isFinal() == continued, () -> "after the end: " + step.events());
    replayed = Core.replay(program, replayed, step.events());
    same("the state replayed", next, replayed);
    grows(before, next);
    numbered(before, step.events());
    for (Event event : step.events()) {
      excuse(event.body());
    }
    if (input instanceof Input.BudgetChanged) {
      excused = true;
    } else if (continued) {
      // The budget holds what was used by now, whatever came before.
      excused = false;
    }
    budgets(next);
    progress(next);
  }

  /// What a model overran, or a budget lowered below what was used, is no fault of the core.
  private void excuse(Body body) {
    if (body instanceof Body.ModelCalled call && call.overrun()) {
      excused = true;
    }
  }

  private static void grows(RunState before, RunState next) {
    List<Fact> old = before.context().facts();
    List<Fact> now = next.context().facts();
    require(now.size() >= old.size(), () -> "facts were " + old + ", now " + now);
    for (int i = 0; i < old.size(); i++) {
      require(old.get(i).equals(now.get(i)), () -> "facts were " + old + ", now " + now);
    }
  }

  private static void numbered(RunState before, List<Event> events) {
    long sequence = before.sequence();
    Instant at = before.at();
    for (Event event : events) {
      long expected = ++sequence;
      require(event.sequence() == expected, () -> "sequence: " + event);
      require(!event.at().isBefore(before.at()), () -> "time runs backwards: " + event);
      require(
          event.at().truncatedTo(ChronoUnit.MILLIS).equals(event.at()),
          () -> "finer than milliseconds: " + event);
      at = event.at();
    }
    require(!at.isBefore(before.at()), () -> "time runs backwards");
  }

  private void budgets(RunState state) {
    if (excused) {
      return;
    }
    Budget budget = state.budget();
    long tokens = state.spent().with(state.saved()).tokens();
    long cost = state.spent().with(state.saved()).costMicros();
    for (Request request : Core.outstanding(program, state)) {
      if (request instanceof Request.AskAgent ask && ask.quote() != null) {
        Quote quote = ask.quote();
        tokens += quote.maxTokens();
        cost += quote.maxCostMicros();
      }
    }
    long usedTokens = tokens;
    long usedCost = cost;
    require(state.spent().cycles() <= budget.maxCycles(), () -> "cycles: " + state.spent());
    require(state.spent().facts() <= budget.maxFacts(), () -> "facts: " + state.spent());
    require(usedTokens <= budget.maxTokens(), () -> "tokens used and reserved: " + usedTokens);
    require(usedCost <= budget.maxCostMicros(), () -> "cost used and reserved: " + usedCost);
  }

  /// A run that is not final waits for something that can come.
  private void progress(RunState state) {
    boolean asks = false;
    boolean people = false;
    Instant wake = Instant.MAX;
    Set<String> asked = new HashSet<>();
    for (Request request : Core.outstanding(program, state)) {
      switch (request) {
        case Request.AskAgent ask -> {
          asks = true;
          require(asked.add(ask.agent()), () -> "asked twice: " + ask);
        }
        case Request.ChooseModels _ -> asks = true;
        case Request.AskPerson _ -> people = true;
        case Request.WakeAt(var at) -> wake = at;
      }
    }
    boolean moves = asks;
    boolean waits = people;
    Instant next = wake;
    switch (state.status()) {
      case RUNNING -> {
        Instant end = state.at().plus(state.budget().maxDuration().minus(state.spent().running()));
        // Where time is short, or was made short, the end of it may come before the next attempt.
        boolean ample =
            timeless
                && state
                        .budget()
                        .maxDuration()
                        .compareTo(program.definition().budget().maxDuration())
                    >= 0;
        boolean held = state.outage().isPresent() && next.isBefore(Instant.MAX);
        require(
            moves || held || next.isBefore(end) || (!ample && !next.isAfter(end)),
            () -> "runs, but nothing is outstanding: " + state);
      }
      case WAITING -> require(waits && !moves, () -> "waits, but not for a person: " + state);
      case PAUSED -> require(!moves, () -> "paused, but asks: " + state);
      case PENDING, CONVERGED, HALTED, CANCELLED, FAILED ->
          require(!moves && !waits, () -> "asks in vain: " + state);
    }
  }

  /// Holds a run that is over against the laws.
  void over(RunState state, List<Event> events, Sealed end) {
    require(state.status().isFinal(), () -> "no end: " + state);
    same("the state replayed from the start", state, Core.replay(program, events));
    provenance(events);
    explained(events);
    if (state.status() == Status.CONVERGED) {
      converged(state);
    }
    long last =
        events.stream()
            .filter(e -> e.body() instanceof Body.RunStatus r && r.summary() != null)
            .count();
    require(
        last == state.epoch() && end.isFinal(),
        () -> "ends " + last + " times, in epoch " + state.epoch());
  }

  /// Reads lines back and holds them against the events that they are of.
  List<Event> readBack(List<Event> events, List<Sealed> sealed) {
    return readBack(chain, events, sealed);
  }

  /// Reads all lines of a run back and holds them against the events that they are of.
  static List<Event> readBack(String runId, List<Event> events, List<Sealed> sealed) {
    return readBack(new Chain(runId, Chain.START), events, sealed);
  }

  private static List<Event> readBack(Chain chain, List<Event> events, List<Sealed> sealed) {
    List<Event> all = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      Sealed line = sealed.get(i);
      Json.Obj json = (Json.Obj) Json.parse(new String(line.json(), StandardCharsets.UTF_8));
      Event read = Chain.read(json);
      same("an event read back", event, read);
      all.add(read);
      String broken = chain.verify(json);
      require(broken == null, () -> String.valueOf(broken));
    }
    return all;
  }

  private void provenance(List<Event> events) {
    Set<String> facts = new HashSet<>();
    Set<String> proposals = new HashSet<>();
    for (Event event : events) {
      switch (event.body()) {
        case Body.SeedAdmitted(var seed) -> require(facts.add(seed.id()), () -> "twice: " + seed);
        case Body.ProposalMade(var id, _, _) -> proposals.add(id);
        case Body.ObservationReceived received -> proposals.add(received.proposalId());
        case Body.FactPromoted(var fact, var proposal) -> {
          require(facts.containsAll(fact.cites()), () -> "cites what is not there: " + fact);
          require(facts.add(fact.id()), () -> "promoted twice: " + fact);
          require(proposals.contains(proposal), () -> "never proposed: " + fact);
          require(mayWrite(fact), () -> "may not write: " + fact);
        }
        default -> {}
      }
    }
  }

  /// Whoever did not run in a cycle had a reason not to.
  private void explained(List<Event> events) {
    List<Explain.Cycle> cycles = Explain.of(program, events);
    for (Explain.Cycle cycle : cycles.subList(0, cycles.size() - 1)) {
      for (Explain.Reason reason : cycle.agents()) {
        require(
            reason.ran() || !reason.why().startsWith("it has news"),
            () -> "could run in cycle " + cycle.cycle() + ", but did not: " + reason);
      }
    }
  }

  private boolean mayWrite(Fact fact) {
    return switch (fact.agent()) {
      case ReservedAgents.PERSON -> fact.key().equals(Keys.DECISIONS);
      case ReservedAgents.OBSERVER -> program.hasKey(fact.key());
      default -> program.agent(fact.agent()).flatMap(spec -> spec.output(fact.key())).isPresent();
    };
  }

  private void converged(RunState state) {
    for (Invariant invariant : program.definition().invariants()) {
      if (invariant.kind() != Invariant.Kind.STRUCTURAL) {
        require(
            invariant.condition().check(state.context()).isEmpty(),
            () -> "converged, but does not hold: " + invariant);
      }
    }
    require(
        state.pending().isEmpty(), () -> "converged, but somebody must decide: " + state.pending());
    require(
        state.summary().orElseThrow().facts().values().stream().mapToInt(n -> n).sum()
            == state.context().size(),
        () -> "summary: " + state.summary());
    for (AgentSpec spec : program.agents()) {
      require(
          !spec.eligibility().allOf().isEmpty()
              || !spec.eligibility().anyOf().isEmpty()
              || !spec.eligibility().violationsOf().isEmpty()
              || state.context().facts().stream().noneMatch(f -> f.agent().equals(spec.id())),
          () -> "ran although nothing makes it run: " + spec.id());
    }
  }

  /// Two runs that must have come to the same.
  static void sameEnd(RunState expected, RunState actual) {
    same("status", expected.status(), actual.status());
    same("reason", expected.reason(), actual.reason());
    same("facts", expected.context().facts(), actual.context().facts());
    same(
        "hash",
        expected.summary().orElseThrow().resultHash(),
        actual.summary().orElseThrow().resultHash());
  }

  static void same(String what, Object expected, Object actual) {
    require(
        expected.equals(actual), () -> what + " is " + actual + " (expected: " + expected + ")");
  }

  static void require(boolean holds, java.util.function.Supplier<String> message) {
    if (!holds) {
      throw new AssertionError(message.get());
    }
  }

  /// Whether a run was halted because its time was over.
  static boolean outOfTime(RunState state) {
    return state.halt().orElse(null) instanceof Halt.Limit(var which, _, _, _)
        && which == Halt.Limit.Which.MAX_DURATION_MS;
  }
}
