package dev.converge.core;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Limits;
import dev.converge.core.decision.Returned;
import dev.converge.core.fork.Fork;
import dev.converge.core.json.Digest;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Outcome;
import dev.converge.core.status.Status;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// The pure core of the engine: computes the step for an input, the state from events, and what a
/// run waits for. It uses no clock, randomness or I/O, so the same arguments give the same result
/// on every machine. Thread-safe.
public final class Core {
  /// The version of the events' format; recorded by every run.
  public static final int FORMAT = 1;

  /// The first pause before an unreachable agent is called again; doubles with each attempt.
  public static final Duration FIRST_BACKOFF = Duration.ofMillis(500);

  /// The longest pause that the core chooses; a provider can ask for a longer one.
  public static final Duration LONGEST_BACKOFF = Duration.ofSeconds(60);

  private static final int MOST_REPAIRS = 1;
  private static final Comparator<Seed> BY_ID =
      Comparator.comparing(Seed::id, Program::byCodePoint);

  private Core() {}

  /// The state before the first event.
  public static RunState initial(Program program) {
    return RunState.initial(program);
  }

  /// Computes the effect of an input. Events must be stored before anything in them is acted on or
  /// shown.
  public static Step step(Program program, RunState state, Input input) {
    Turn turn = new Turn(program, state, input.at());
    Outcome outcome = new Inputs(turn).take(input);
    return turn.end(outcome);
  }

  /// The state after events: the only way in which a state ever changes.
  ///
  /// @throws IllegalArgumentException if they are not events of a run of this program
  public static RunState replay(Program program, List<Event> events) {
    return replay(program, initial(program), events);
  }

  /// The state after further events.
  ///
  /// @throws IllegalArgumentException if they do not follow it
  public static RunState replay(Program program, RunState before, List<Event> events) {
    RunState state = before.copy();
    for (Event event : events) {
      Applier.apply(program, state, event);
    }
    return state;
  }

  /// What the run waits for, derived from its state alone.
  public static List<Request> outstanding(Program program, RunState state) {
    List<Request> requests = new ArrayList<>();
    if (state.status().isFinal() || state.status() == Status.PENDING) {
      return requests;
    }
    Instant wake = Instant.MAX;
    if (state.status() != Status.PAUSED) {
      if (state.choosing) {
        requests.add(choose(program, state));
      }
      for (Active active : state.activeAgents()) {
        if (active.phase() == Active.Phase.ASKED) {
          requests.add(ask(program, state, active));
        }
      }
      wake = min(wake, Retries.of(program, state).due());
    }
    for (Pending pending : state.pending()) {
      if (pending.decided() == null) {
        requests.add(
            new Request.AskPerson(pending.proposalId(), pending.role(), pending.expiresAt()));
        wake = pending.expiresAt() == null ? wake : min(wake, pending.expiresAt());
      }
    }
    if (state.counting()) {
      wake =
          min(
              wake,
              state.runningSince.plus(state.budget().maxDuration().minus(state.spent().running())));
    }
    if (wake.isBefore(Instant.MAX)) {
      requests.add(new Request.WakeAt(wake));
    }
    return requests;
  }

  /// The requests to agents that follow once models are chosen for them; empty if the run does not
  /// wait for models.
  public static List<Request.AskAgent> upcoming(Program program, RunState state) {
    List<Request.AskAgent> requests = new ArrayList<>();
    if (state.choosing) {
      for (Active active : state.activeAgents()) {
        requests.add(
            ask(program, state, active.asked(new Body.AgentStarted(1, null, List.of()), state.at)));
      }
    }
    return requests;
  }

  private static Instant min(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private static Request choose(Program program, RunState state) {
    List<String> agents = new ArrayList<>();
    TreeMap<String, List<Returned>> returned = new TreeMap<>();
    for (Active active : state.activeAgents()) {
      AgentSpec spec = program.agents().get(active.index());
      if (spec.kind() == AgentSpec.Kind.LLM) {
        agents.add(spec.id());
        if (!active.returned().isEmpty()) {
          returned.put(spec.id(), active.returned());
        }
      }
    }
    return new Request.ChooseModels(state.cycle(), agents, returned);
  }

  private static Request.AskAgent ask(Program program, RunState state, Active active) {
    AgentSpec spec = program.agents().get(active.index());
    List<Body.InvariantViolated> broken = new ArrayList<>();
    for (String id : spec.eligibility().violationsOf()) {
      Optional.ofNullable(state.violated.get(id)).ifPresent(broken::add);
    }
    return new Request.AskAgent(
        spec.id(),
        state.cycle(),
        active.attempt(),
        active.quote(),
        active.violations(),
        broken,
        state.agents[active.index()].seen(),
        active.since(),
        active.returned());
  }

  /// The pause before the next attempt: a random time up to a bound that doubles ("full jitter")
  /// but is at most `longest`, in addition to the pause that the provider requested, so that runs
  /// that failed together do not retry together. A digest determines each run's position within
  /// periods of that length, and the first such position that is late enough is used. The same
  /// request therefore gives the same pause, as a replay requires.
  static Duration backoff(
      RunState state,
      String agent,
      int attempt,
      @org.jspecify.annotations.Nullable Duration asked,
      Duration longest) {
    long most = Math.min(FIRST_BACKOFF.toMillis() << Math.min(attempt - 1, 20), longest.toMillis());
    String job = state.started().map(Core::waits).orElse("");
    String digest = Digest.of(job + "/" + state.cycle() + "/" + agent + "/" + attempt);
    long place = new BigInteger(digest.substring(0, 8), 16).longValueExact() % (most + 1);
    long least = asked == null ? 0 : Limits.time(asked).toMillis();
    return Limits.time(Duration.ofMillis(least + Math.floorMod(place - least, most + 1)));
  }

  /// The job that determines a run's pauses: for a fork, that of the first original.
  public static String waits(Body.RunStarted started) {
    Fork fork = started.fork();
    return fork == null ? started.jobId() : fork.waits();
  }

  static int mostRepairs() {
    return MOST_REPAIRS;
  }

  /// Seeds in the order in which they are admitted: by id, so that the given order never matters.
  static List<Seed> ordered(List<Seed> seeds) {
    List<Seed> ordered = new ArrayList<>(seeds);
    ordered.sort(BY_ID);
    return ordered;
  }
}
