package dev.converge.core;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Limits;
import dev.converge.core.budget.Money;
import dev.converge.core.budget.Spent;
import dev.converge.core.status.Halt;
import dev.converge.core.status.HaltReason;
import dev.converge.core.status.Outcome;
import dev.converge.core.status.Status;
import dev.converge.core.text.EnumWord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Continues a halted run: whether this is possible and with what, what a halt keeps of interrupted
/// work, and how that work is resumed.
final class Continuing {
  private final Turn turn;
  private final Program program;
  private final RunState state;

  Continuing(Turn turn) {
    this.turn = turn;
    this.program = turn.program;
    this.state = turn.state;
  }

  /// Reopens the run, or says why not. The caller handles interrupted work.
  Outcome take(Input.Continued in) {
    Optional<Outcome> before = TakenRequests.before(state, in.request(), "continuation");
    if (before.isPresent()) {
      return before.get();
    }
    Outcome refusal = refusal(in);
    if (refusal != null) {
      return refusal;
    }
    turn.emit(
        null,
        new Body.RunContinued(
            state.epoch + 1,
            state.budget,
            in.budget(),
            in.actor(),
            in.asserted(),
            in.reason(),
            in.request()));
    turn.status(Status.RUNNING, null, in.actor(), in.asserted());
    for (Observation observation : in.observations()) {
      observation.enter(turn, in.actor(), in.asserted(), null);
    }
    return new Outcome.Accepted();
  }

  private @Nullable Outcome refusal(Input.Continued in) {
    if (state.status != Status.HALTED) {
      return new Outcome.Refused(
          Outcome.Code.WRONG_STATUS,
          "the run is " + EnumWord.of(state.status) + "; only a halted run can be continued");
    }
    if (in.observations().size() > Limits.MAX_OBSERVATIONS) {
      return invalid(
          in.observations().size()
              + " observations (expected: at most "
              + Limits.MAX_OBSERVATIONS
              + ")");
    }
    for (Observation observation : in.observations()) {
      Optional<Outcome> wrong = observation.refusal(program);
      if (wrong.isPresent()) {
        return wrong.get();
      }
    }
    String used = belowUsed(in.budget());
    if (used != null) {
      return invalid(used);
    }
    if (state.reason == null) {
      return never("its record does not say why it halted");
    }
    return switch (state.reason) {
      case AGENT, PROVIDER_UNAVAILABLE -> null;
      case BUDGET -> raised(in.budget());
      case INVARIANT -> mended(in);
      case CONFLICT -> never("two agents contradict each other");
      case REJECTED -> never("a person rejected a proposal that it needs");
    };
  }

  /// A budget includes what was used before, so it cannot be smaller.
  private @Nullable String belowUsed(Budget budget) {
    Spent spent = state.spent;
    String which =
        budget.maxCycles() < spent.cycles()
            ? "max_cycles: " + budget.maxCycles() + atLeast(spent.cycles())
            : budget.maxFacts() < spent.facts()
                ? "max_facts: " + budget.maxFacts() + atLeast(spent.facts())
                : budget.maxTokens() < spent.tokens()
                    ? "max_tokens: " + budget.maxTokens() + atLeast(spent.tokens())
                    : null;
    if (which != null) {
      return which;
    }
    if (budget.maxCostMicros() < spent.costMicros()) {
      return "max_cost_usd: "
          + Money.usd(budget.maxCostMicros())
          + atLeast(Money.usd(spent.costMicros()));
    }
    return budget.maxDuration().compareTo(spent.running()) <= 0
        ? "max_duration: " + budget.maxDuration() + moreThan(spent.running())
        : null;
  }

  private static String atLeast(Object used) {
    return " (expected: at least " + used + ", which the run has used)";
  }

  private static String moreThan(Duration used) {
    return " (expected: more than " + used + ", which the run has used)";
  }

  /// The limit that ended the run must be raised, or the run would end again at once.
  private @Nullable Outcome raised(Budget after) {
    Budget before = state.budget;
    if (!(state.halt instanceof Halt.Limit limit)) {
      return after.equals(before) ? invalid("the budget (expected: larger)") : null;
    }
    return switch (limit.which()) {
      case MAX_CYCLES -> raised("max_cycles", after.maxCycles(), limit, String::valueOf);
      case MAX_FACTS -> raised("max_facts", after.maxFacts(), limit, String::valueOf);
      case MAX_DURATION_MS ->
          raised(
              "max_duration",
              after.maxDuration().toMillis(),
              limit,
              millis -> Duration.ofMillis(millis).toString());
      case MAX_TOKENS -> raised("max_tokens", after.maxTokens(), limit, String::valueOf);
      // Whether there is storage now is up to the server, which checks before each step.
      case MAX_STORED_BYTES -> null;
      case MAX_COST_MICROS -> raised("max_cost_usd", after.maxCostMicros(), limit, Money::usd);
    };
  }

  private static @Nullable Outcome raised(
      String name, long asked, Halt.Limit limit, LongFunction<String> shown) {
    if (asked > limit.max()) {
      return null;
    }
    String needed =
        limit.needed() == null
            ? ""
            : " and the next cycle needs up to " + shown.apply(limit.needed());
    return invalid(
        name
            + ": "
            + shown.apply(asked)
            + " (expected: more than "
            + shown.apply(limit.max())
            + "; the run has used "
            + shown.apply(limit.used())
            + needed
            + ")");
  }

  private @Nullable Outcome mended(Input.Continued in) {
    if (state.halt instanceof Halt.Invariants(var ids)) {
      for (Invariant structural : program.structural()) {
        if (ids.contains(structural.id())) {
          return never("the structural invariant \"" + structural.id() + "\" halted it");
        }
      }
    }
    return in.observations().isEmpty()
        ? invalid(
            "observations: none (expected: at least one that makes these invariants hold: "
                + state.detail
                + ")")
        : null;
  }

  private static Outcome invalid(String message) {
    return new Outcome.Refused(Outcome.Code.INVALID, Storable.message(message));
  }

  private static Outcome never(String why) {
    return new Outcome.Refused(
        Outcome.Code.WRONG_STATUS,
        "the run cannot be continued: "
            + why
            + " (expected: a halt because of a budget, an agent, a provider, or invariants at the"
            + " fixed point)");
  }

  /// The run ended. If it halted, the interrupted cycle is kept.
  static void suspend(RunState state) {
    boolean halted = state.status == Status.HALTED;
    state.suspended = halted ? state.round : null;
    state.suspendedChoosing = halted && state.choosing;
    state.round = null;
    state.choosing = false;
  }

  /// The run continues: answers are kept, and agents that were at work or failed get another try.
  static void reopen(Program program, RunState state, Event event, Body.RunContinued body) {
    String away = state.halt instanceof Halt.ProviderAway(var agent, _) ? agent : "";
    Active[] round = state.suspended == null ? null : state.suspended.clone();
    if (round != null) {
      for (int i = 0; i < round.length; i++) {
        boolean again =
            round[i].phase() == Active.Phase.FAILED
                && program.agents().get(round[i].index()).id().equals(away);
        round[i] = round[i].reopened(event.at(), again);
      }
    }
    if (state.reason == HaltReason.AGENT) {
      tryAgain(program, state);
    }
    state.round = round;
    state.choosing = state.suspendedChoosing;
    state.suspended = null;
    state.suspendedChoosing = false;
    state.epoch = body.epoch();
    state.budget = body.after();
    state.summary = null;
    TreeSet<String> because = new TreeSet<>(state.because);
    because.add("people");
    state.because = because;
    TakenRequests.note(state, body.request());
  }

  private static void tryAgain(Program program, RunState state) {
    for (int i = 0; i < state.agents.length; i++) {
      AgentSpec spec = program.agents().get(i);
      if (state.agents[i].failure() != null && !spec.optional()) {
        List<String> read = new ArrayList<>(spec.eligibility().allOf());
        read.addAll(spec.eligibility().anyOf());
        read.removeIf(key -> state.context.facts(key).isEmpty());
        List<String> broken = new ArrayList<>(spec.eligibility().violationsOf());
        broken.removeIf(id -> !state.violated.containsKey(id));
        state.agents[i] =
            state.agents[i].tryingAgain(
                read.stream().distinct().toList(), broken.stream().distinct().toList());
      }
    }
  }
}
