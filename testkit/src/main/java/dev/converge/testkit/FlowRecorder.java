package dev.converge.testkit;

import dev.converge.core.Chain;
import dev.converge.core.Core;
import dev.converge.core.Event;
import dev.converge.core.Input;
import dev.converge.core.Pending;
import dev.converge.core.Request;
import dev.converge.core.RunState;
import dev.converge.core.Step;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.Mode;
import dev.converge.core.event.Sealed;
import dev.converge.core.json.Digest;
import dev.converge.core.proposal.Answer;
import dev.converge.core.status.Status;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.AgentFailure;
import dev.converge.testkit.OutcomeFlow.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Runs a flow on the bare core, on one thread and a clock of its own: the same flow gives the same
/// bytes, always. Used once.
public final class FlowRecorder {
  private static final Instant BEGIN = Instant.parse("2026-03-01T09:00:00Z");
  private static final Duration TICK = Duration.ofMillis(1_250);
  private static final int MAX_STEPS = 10_000;

  private final OutcomeFlow flow;
  private final String jobId;
  private final String runId;
  private final List<Event> events = new ArrayList<>();
  private RunState state;
  private Instant now = BEGIN;
  private int moment;

  private FlowRecorder(OutcomeFlow flow) {
    this.flow = flow;
    this.jobId = "job_" + flow.name();
    this.runId = "run_" + flow.name();
    this.state = Core.initial(flow.program());
  }

  /// What a run of a flow left.
  ///
  /// @param flow that was run
  /// @param jobId of its job
  /// @param runId of the run
  /// @param createdAt when it was submitted
  /// @param events in order
  /// @param lines the events as they are stored
  /// @param state where it stands
  public record Recorded(
      OutcomeFlow flow,
      String jobId,
      String runId,
      Instant createdAt,
      List<Event> events,
      List<Sealed> lines,
      RunState state) {}

  /// Runs a flow to its end, or to where only somebody who never comes could move it on.
  public static Recorded record(OutcomeFlow flow) {
    FlowRecorder recorder = new FlowRecorder(flow);
    recorder.run();
    return new Recorded(
        flow,
        recorder.jobId,
        recorder.runId,
        BEGIN,
        List.copyOf(recorder.events),
        recorder.sealed(),
        recorder.state);
  }

  private List<Sealed> sealed() {
    byte[] salt = new byte[events.size() * Chain.SALT_BYTES];
    for (int i = 0; i < events.size(); i++) {
      byte[] bytes = HexFormat.of().parseHex(Digest.of(flow.name() + "/" + i));
      System.arraycopy(bytes, 0, salt, i * Chain.SALT_BYTES, Chain.SALT_BYTES);
    }
    return List.copyOf(new Chain(runId, Chain.START).seal(events, salt));
  }

  private void run() {
    take(
        new Input.Started(
            jobId,
            Mode.LIVE,
            flow.seeds(),
            flow.budget(),
            flow.agents().versions(flow.program()),
            now));
    for (int i = 0; i < MAX_STEPS; i++) {
      now = now.plus(TICK);
      Optional<Input> next = next();
      if (next.isEmpty()) {
        return;
      }
      take(next.get());
    }
    throw new IllegalStateException("flow " + flow.name() + ": no end (expected: one)");
  }

  private void take(Input input) {
    Step step = Core.step(flow.program(), state, input);
    events.addAll(step.events());
    state = step.next();
  }

  private Optional<Input> next() {
    if (moment < flow.moments().size() && flow.moments().get(moment).when().test(state)) {
      Moment next = flow.moments().get(moment++);
      if (next.away().isPositive()) {
        now = now.plus(next.away());
        state = state.takenUp(now);
      }
      return Optional.of(next.input().apply(now));
    }
    Instant wake = null;
    for (Request request : Core.outstanding(flow.program(), state)) {
      switch (request) {
        case Request.AskAgent ask -> {
          return Optional.of(ask(ask));
        }
        case Request.ChooseModels choose -> {
          var choice = flow.agents().choose(flow.program(), choose, state.context(), Mode.LIVE);
          return Optional.of(
              new Input.Quoted(choose.cycle(), choice.quotes(), choice.missing(), now));
        }
        case Request.WakeAt(var at) -> wake = at;
        case Request.AskPerson _ -> {
          // Nobody comes unless the flow has a moment for it.
        }
      }
    }
    boolean waits = state.status() == Status.WAITING && !deadline();
    if (wake == null || waits || state.status() == Status.PAUSED) {
      return Optional.empty();
    }
    now = wake.isAfter(now) ? wake : now;
    return Optional.of(new Input.TimeReached(now));
  }

  private boolean deadline() {
    return state.pending().stream().map(Pending::expiresAt).anyMatch(at -> at != null);
  }

  private Input ask(Request.AskAgent ask) {
    AgentSpec spec = flow.program().agent(ask.agent()).orElseThrow();
    AgentCall call =
        new AgentCall(
            runId,
            flow.program(),
            spec,
            ask,
            state.context(),
            Mode.LIVE,
            now.plus(spec.deadline()));
    try {
      Answer answer = flow.agents().agent(flow.program(), spec, Mode.LIVE).ask(call);
      Answer timed = new Answer(answer.proposals(), answer.calls(), Duration.ofMillis(7));
      return new Input.Answered(ask.agent(), ask.cycle(), ask.attempt(), timed, now);
    } catch (AgentFailure e) {
      return new Input.Failed(
          ask.agent(),
          ask.cycle(),
          ask.attempt(),
          e.kind(),
          String.valueOf(e.getMessage()),
          e.retryAfter(),
          e.calls(),
          now);
    } catch (InterruptedException | RuntimeException e) {
      return new Input.Failed(
          ask.agent(),
          ask.cycle(),
          ask.attempt(),
          FailureKind.CRASHED,
          "threw " + e.getClass().getName(),
          null,
          List.of(),
          now);
    }
  }
}
