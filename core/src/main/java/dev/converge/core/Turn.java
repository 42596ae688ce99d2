package dev.converge.core;

import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Money;
import dev.converge.core.budget.Spent;
import dev.converge.core.status.Halt;
import dev.converge.core.status.HaltReason;
import dev.converge.core.status.Outcome;
import dev.converge.core.status.Status;
import dev.converge.core.text.EnumWord;
import dev.converge.core.text.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One step in progress: a separate state, changed only by the events that it emits.
final class Turn {
  private static final int USUAL_EVENTS = 16;

  final Program program;
  final RunState state;
  final Instant at;
  private final List<Event> events = new ArrayList<>(USUAL_EVENTS);

  Turn(Program program, RunState before, Instant now) {
    this.program = program;
    this.state = before.copy();
    Instant millis = Times.millis(now);
    // A clock that was set back must not make time run backwards within a run.
    this.at = millis.isBefore(before.at) ? before.at : millis;
  }

  Step end(Outcome outcome) {
    return new Step(events, state, outcome);
  }

  void emit(@Nullable String agent, Body body) {
    int cycle = body instanceof Body.CycleStarted ? state.cycle + 1 : state.cycle;
    Event event = new Event(state.sequence + 1, cycle, at, agent, body);
    Applier.apply(program, state, event);
    events.add(event);
  }

  /// What the run has used so far.
  Spent spent() {
    Spent spent = state.spent;
    Duration running = state.runningAt(at);
    return running.equals(spent.running())
        ? spent
        : new Spent(spent.cycles(), spent.facts(), running, spent.tokens(), spent.costMicros());
  }

  void status(Status status, @Nullable String detail) {
    status(status, detail, null, null);
  }

  /// A person changes the status.
  void status(
      Status status, @Nullable String detail, @Nullable String actor, @Nullable Boolean asserted) {
    emit(
        null,
        new Body.RunStatus(
            status, state.status, null, null, detail, actor, spent(), null, null, asserted));
  }

  /// The run pauses itself until the provider is back.
  void pause(Body.Outage outage) {
    String detail =
        outage.provider()
            + " is away since "
            + Times.format(outage.since())
            + "; the run continues when it is back";
    emit(
        null,
        new Body.RunStatus(
            Status.PAUSED,
            state.status,
            HaltReason.PROVIDER_UNAVAILABLE,
            null,
            detail,
            null,
            spent(),
            null,
            outage,
            null));
  }

  /// All work waits for a provider, or no longer does.
  void outage(Body.@Nullable Outage outage) {
    String detail =
        outage == null
            ? null
            : "waiting for " + outage.provider() + " since " + Times.format(outage.since());
    emit(
        null,
        new Body.RunStatus(
            state.status, state.status, null, null, detail, null, spent(), null, outage, null));
  }

  void end(Status status, @Nullable Halt halt, @Nullable String detail) {
    end(status, halt, detail, null, null);
  }

  /// Ends the run, for a person if there is an actor.
  void end(
      Status status,
      @Nullable Halt halt,
      @Nullable String detail,
      @Nullable String actor,
      @Nullable Boolean asserted) {
    for (Active active : state.activeAgents().clone()) {
      SentCalls.lost(this, active);
    }
    HaltReason reason = halt == null ? null : halt.reason();
    TreeMap<String, Integer> facts = state.context.counts();
    TreeSet<String> had = new TreeSet<>(state.because);
    if (status == Status.CANCELLED) {
      had.add("people");
    } else if (reason == HaltReason.BUDGET && (outOfTime() || outOfRoom(halt))) {
      had.add("time");
    }
    List<String> because = List.copyOf(had);
    String hash = program.hashing() ? ResultHash.of(program, state, status, reason) : "";
    Body.Summary summary = new Body.Summary(facts, hash, because.isEmpty(), because);
    emit(
        null,
        new Body.RunStatus(
            status, state.status, reason, halt, detail, actor, spent(), summary, null, asserted));
  }

  void halt(Halt halt, String detail) {
    end(Status.HALTED, halt, detail);
  }

  /// Halts the run if it has used up a limit, and says which.
  boolean haltIfSpent() {
    Spent spent = spent().with(state.saved);
    Budget budget = state.budget;
    if (outOfTime()) {
      halt(
          limit(
              Halt.Limit.Which.MAX_DURATION_MS,
              budget.maxDuration().toMillis(),
              spent.running().toMillis()),
          used("max_duration", budget.maxDuration(), spent.running()));
    } else if (spent.tokens() > budget.maxTokens()) {
      halt(tokens(null), tokensUsed());
    } else if (spent.costMicros() > budget.maxCostMicros()) {
      halt(cost(null), costUsed());
    } else {
      return false;
    }
    return true;
  }

  Halt limit(Halt.Limit.Which which, long max, long used) {
    return new Halt.Limit(which, max, used, null);
  }

  /// @param needed what was refused, or `null`
  Halt tokens(@Nullable Long needed) {
    return new Halt.Limit(
        Halt.Limit.Which.MAX_TOKENS, state.budget.maxTokens(), state.used().tokens(), needed);
  }

  /// @param needed what was refused, or `null`
  Halt cost(@Nullable Long needed) {
    return new Halt.Limit(
        Halt.Limit.Which.MAX_COST_MICROS,
        state.budget.maxCostMicros(),
        state.used().costMicros(),
        needed);
  }

  String tokensUsed() {
    return used("max_tokens", state.budget.maxTokens(), state.used().tokens());
  }

  String costUsed() {
    return used(
        "max_cost_usd",
        Money.usd(state.budget.maxCostMicros()),
        Money.usd(state.used().costMicros()));
  }

  /// The length of events also depends on times.
  private static boolean outOfRoom(@Nullable Halt halt) {
    return halt instanceof Halt.Limit limit && limit.which() == Halt.Limit.Which.MAX_STORED_BYTES;
  }

  private boolean outOfTime() {
    return state.runningAt(at).compareTo(state.budget.maxDuration()) >= 0;
  }

  String used(String which, Object limit, Object used) {
    String named =
        state.oscillations.isEmpty() ? "" : "; waking each other: " + state.oscillations.first();
    return which + ": limit " + limit + ", used " + used + named;
  }

  /// The refusal of an input that the status of the run does not allow.
  Outcome wrongStatus(String what) {
    return new Outcome.Refused(
        Outcome.Code.WRONG_STATUS,
        "the run is " + EnumWord.of(state.status) + "; it cannot take " + what);
  }
}
