package dev.converge.llm;

import dev.converge.core.Core;
import dev.converge.core.Event;
import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.RunState;
import dev.converge.core.Step;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Keys;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.AgentFailure;
import dev.converge.engine.agent.Agents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicReference;

/// Many runs of one flow on the core alone. Time is the test's: it goes from one thing that is due
/// to the next.
final class Crowd {
  /// A run, and when it is looked at next.
  static final class Run {
    final int order;
    final List<Event> events = new ArrayList<>();
    RunState state;
    Instant due = Flow.NOON;

    Run(int order, RunState state) {
      this.order = order;
      this.state = state;
    }
  }

  private final Program program;
  private final Agents agents;
  private final AtomicReference<Instant> now;
  private final Runnable timePassed;

  /// @param now set to the time at which a run goes on
  /// @param timePassed runs whenever that was set
  Crowd(Program program, Agents agents, AtomicReference<Instant> now, Runnable timePassed) {
    this.program = program;
    this.agents = agents;
    this.now = now;
    this.timePassed = timePassed;
  }

  /// One agent that says what the seed says.
  static Program program(Duration longest) {
    AgentSpec agent =
        Flow.agent(
            "speaker",
            AgentSpec.Eligibility.all(Keys.SEEDS),
            "Say what the seed says.",
            Flow.output("Words", "word:", 1, 1, Keys.SEEDS));
    return Program.of(
        new Program.Definition(
            "crowd",
            "1.0.0",
            "0",
            "",
            List.of(),
            List.of(agent),
            List.of(),
            List.of(),
            new Budget(5, 50, longest, 1_000_000, 1_000_000),
            Json.Obj.EMPTY));
  }

  /// What a provider answers to that agent.
  static String answer() {
    String words =
        "{\\\"Words\\\":[{\\\"content\\\":\\\"It rains.\\\",\\\"cites\\\":[\\\"s:1\\\"],\\\"confidence\\\":0.5}]}";
    return "{\"choices\":[{\"message\":{\"content\":\"%s\"},\"finish_reason\":\"stop\"}],"
            .formatted(words)
        + "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5}}";
  }

  /// All runs begin at noon and go on until each is over.
  List<Run> run(int runs) throws InterruptedException {
    PriorityQueue<Run> queue =
        new PriorityQueue<>(
            Comparator.comparing((Run run) -> run.due).thenComparingInt(run -> run.order));
    List<Run> all = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      Run run = new Run(i, Core.initial(program));
      step(
          run,
          new Input.Started(
              "job_" + i,
              Mode.LIVE,
              Flow.seeds("s:1", "It rains."),
              program.definition().budget(),
              agents.versions(program),
              Flow.NOON));
      all.add(run);
      queue.add(run);
    }
    while (!queue.isEmpty()) {
      Run run = queue.remove();
      now.set(run.due);
      timePassed.run();
      if (turn(run)) {
        queue.add(run);
      }
    }
    return all;
  }

  private void step(Run run, Input input) {
    Step step = Core.step(program, run.state, input);
    run.events.addAll(step.events());
    run.state = step.next();
  }

  /// Does what is open; false once the run is over.
  private boolean turn(Run run) throws InterruptedException {
    Instant wake = null;
    for (Request request : Core.outstanding(program, run.state)) {
      switch (request) {
        case Request.ChooseModels choose -> {
          Agents.Choice choice = agents.choose(program, choose, run.state.context(), Mode.LIVE);
          step(run, new Input.Quoted(choose.cycle(), choice.quotes(), choice.missing(), now.get()));
          return true;
        }
        case Request.AskAgent ask -> {
          step(run, answer(run, ask));
          return true;
        }
        case Request.AskPerson _ -> {}
        case Request.WakeAt(Instant at) -> wake = wake == null || at.isBefore(wake) ? at : wake;
      }
    }
    if (wake == null || run.state.status().isFinal()) {
      return false;
    }
    if (wake.isAfter(now.get())) {
      run.due = wake;
      return true;
    }
    step(run, new Input.TimeReached(wake));
    return true;
  }

  private Input answer(Run run, Request.AskAgent ask) throws InterruptedException {
    AgentSpec spec = program.agent(ask.agent()).orElseThrow();
    AgentCall call =
        new AgentCall(
            "run_" + run.order,
            program,
            spec,
            ask,
            run.state.context(),
            Mode.LIVE,
            now.get().plus(spec.deadline()));
    try {
      return new Input.Answered(
          ask.agent(),
          ask.cycle(),
          ask.attempt(),
          agents.agent(program, spec, Mode.LIVE).ask(call),
          now.get());
    } catch (AgentFailure failure) {
      return new Input.Failed(
          ask.agent(),
          ask.cycle(),
          ask.attempt(),
          failure.kind(),
          String.valueOf(failure.getMessage()),
          failure.retryAfter(),
          failure.calls(),
          now.get());
    }
  }
}
