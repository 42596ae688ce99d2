package dev.converge.testkit;

import dev.converge.core.Chain;
import dev.converge.core.Core;
import dev.converge.core.Event;
import dev.converge.core.Input;
import dev.converge.core.Observation;
import dev.converge.core.Pending;
import dev.converge.core.Request;
import dev.converge.core.RunState;
import dev.converge.core.Step;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.decision.RequestKey;
import dev.converge.core.decision.Returned;
import dev.converge.core.event.Sealed;
import dev.converge.core.status.Outcome;
import dev.converge.core.status.Status;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.fork.Beginning;
import dev.converge.engine.fork.Reuse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Drives the core through a flow without a host, and holds every step against the [Laws]. Not
/// thread-safe.
final class CoreRun {
  static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final int MOST_STEPS = 20_000;

  private final Flow flow;
  private final Laws laws;
  private final List<Event> events = new ArrayList<>();
  private final List<Input> past = new ArrayList<>();
  private final List<Sealed> lines = new ArrayList<>();
  private final Chain chain = new Chain(Laws.RUN, Chain.START);
  private RunState stored;
  private RunState state;
  private Instant now = NOON;

  private final Optional<Reuse> reuse;

  CoreRun(Flow flow) {
    this.flow = flow;
    this.state = Core.initial(flow.program());
    this.stored = state;
    this.laws = new Laws(flow, state);
    this.reuse = Optional.empty();
  }

  /// A fork that has begun.
  CoreRun(Flow flow, Beginning beginning, Reuse reuse) {
    this.flow = flow;
    this.stored = Core.initial(flow.program());
    this.laws = new Laws(flow, stored);
    this.reuse = Optional.of(reuse);
    laws.begun(beginning.events(), beginning.state());
    events.addAll(beginning.events());
    this.state = beginning.state();
    this.now = state.at();
  }

  RunState state() {
    return state;
  }

  List<Event> events() {
    return events;
  }

  Instant now() {
    return now;
  }

  /// Inputs taken so far, stale ones too.
  List<Input> past() {
    return past;
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  Step take(Input input) {
    Step step = Core.step(flow.program(), state, input);
    laws.step(state, input, step);
    if (past.size() < MOST_STEPS) {
      past.add(input);
    }
    events.addAll(step.events());
    state = step.next();
    return step;
  }

  void start() {
    take(
        new Input.Started(
            "job_made",
            Mode.OFFLINE,
            flow.seeds(),
            flow.program().definition().budget(),
            new TreeMap<>(),
            now));
  }

  List<Request> outstanding() {
    return Core.outstanding(flow.program(), state);
  }

  /// Does the first thing that is outstanding, without any disturbance.
  void proceed() {
    Request next = outstanding().getFirst();
    switch (next) {
      case Request.ChooseModels choose -> take(quoted(choose));
      case Request.AskAgent ask -> take(answer(ask));
      case Request.AskPerson person -> {
        if (state.status() == Status.WAITING) {
          take(flow.decided(pending(person.proposalId()), now));
        } else {
          wake();
        }
      }
      case Request.WakeAt _ -> wake();
    }
  }

  private Input quoted(Request.ChooseModels choose) {
    if (reuse.isEmpty()) {
      return flow.quoted(choose, now);
    }
    Agents.Choice choice = reuse.get().choose(flow.program(), choose, state);
    return new Input.Quoted(choose.cycle(), choice.quotes(), choice.missing(), now);
  }

  private Input answer(Request.AskAgent ask) {
    AgentSpec spec =
        Returned.revising(flow.program().agent(ask.agent()).orElseThrow(), ask.returned());
    Mode mode = state.started().orElseThrow().mode();
    return reuse
        .flatMap(record ->
            record.answer(
                new AgentCall(
                    Laws.RUN, flow.program(), spec, ask, state.context(), mode, Instant.MAX),
                now))
        .orElseGet(() -> flow.answer(ask, state.context(), now));
  }

  /// Lets the time come that the run waits for.
  void wake() {
    for (Request request : outstanding()) {
      if (request instanceof Request.WakeAt(var at)) {
        now = at.isAfter(now) ? at : now;
      }
    }
    take(new Input.TimeReached(now));
  }

  private Pending pending(String id) {
    return state.pending().stream()
        .filter(p -> p.proposalId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /// Goes on undisturbed to the end.
  CoreRun finish() {
    for (int steps = 0; !state.status().isFinal(); steps++) {
      if (steps > MOST_STEPS) {
        throw new AssertionError("no end after " + steps + " steps: " + state);
      }
      if (state.status() == Status.PAUSED) {
        take(new Input.Resumed("ann", now));
      } else {
        proceed();
      }
    }
    return this;
  }

  /// Continues a run that halted, with a key of its own.
  ///
  /// @return whether it goes on
  boolean goOn(Budget budget, List<Observation> observations) {
    RequestKey key = new RequestKey("continue " + past.size(), "same");
    Input.Continued input =
        new Input.Continued(budget, observations, "ann", false, "once more", key, now);
    boolean taken = take(input).outcome() instanceof Outcome.Accepted;
    if (taken && !(take(input).outcome() instanceof Outcome.Unchanged)) {
      throw new AssertionError("taken twice: " + input);
    }
    return taken;
  }

  /// Throws the state away and makes it again from the stored lines.
  void crash() {
    store();
    Laws.same("the state read back", state, stored);
    state = stored.takenUp(now);
  }

  /// Stores what is new and reads it back.
  private void store() {
    List<Event> fresh = events.subList(lines.size(), events.size());
    List<Sealed> sealed = chain.seal(fresh, new byte[fresh.size() * Chain.SALT_BYTES]);
    List<Event> read = laws.readBack(fresh, sealed);
    lines.addAll(sealed);
    stored = Core.replay(flow.program(), stored, read);
  }

  /// The run as it is stored.
  List<Sealed> sealed() {
    store();
    return lines;
  }

  /// Holds the whole run against the laws once it is over.
  CoreRun over() {
    crash();
    laws.over(state, events, lines.getLast());
    for (Input input : List.copyOf(past)) {
      if (input instanceof Input.Continued) {
        // It may have been refused before, and is of use now.
        continue;
      }
      Step step = take(input);
      if (!step.events().isEmpty() || step.outcome() instanceof Outcome.Accepted) {
        throw new AssertionError("final, but " + input + " led to " + step.outcome());
      }
    }
    return this;
  }
}
