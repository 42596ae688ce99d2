package dev.converge.engine.fork;

import dev.converge.core.Body;
import dev.converge.core.Core;
import dev.converge.core.Event;
import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.RunState;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.budget.ModelOutcome;
import dev.converge.core.budget.Quote;
import dev.converge.core.proposal.Proposal;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.replay.Recording;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The answers of the original's agents, by their requests. Failures that say nothing about the
/// request, such as timeouts, are not kept. Thread-safe once built.
final class RecordedAnswers {
  private record Key(String agent, Object request) {}

  private record Attempt(String agent, int cycle, int attempt) {}

  private final Recording recording;
  private final @Nullable Program program;
  private final Agents agents;
  private final Map<Key, List<RecordedAnswer>> answers = new HashMap<>();
  private final Map<Attempt, Object> asked = new HashMap<>();
  private final Map<Attempt, Quote> quotes = new HashMap<>();

  /// @param program of the original, or `null` if it is not installed: then only answers of models
  ///   are found, whose requests were recorded
  RecordedAnswers(List<Event> events, @Nullable Program program, Agents agents) {
    this.recording = new Recording(events);
    this.program = program;
    this.agents = agents;
    requests(events);
    int index = 0;
    while (index < events.size()) {
      index = answer(index);
    }
    asked.clear();
    quotes.clear();
  }

  /// Runs through the original to find out what each agent was asked.
  private void requests(List<Event> events) {
    RunState state = program == null ? null : Core.initial(program);
    int from = 0;
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i).body() instanceof Body.AgentStarted started) {
        Event event = events.get(i);
        Attempt attempt =
            new Attempt(String.valueOf(event.agent()), event.cycle(), started.attempt());
        if (started.quote() != null) {
          quotes.put(attempt, started.quote());
        }
        if (state != null && program != null) {
          state = Core.replay(program, state, events.subList(from, i + 1));
          from = i + 1;
          asked(program, state, attempt);
        }
      }
    }
  }

  private void asked(Program of, RunState state, Attempt attempt) {
    for (Request request : Core.outstanding(of, state)) {
      if (request instanceof Request.AskAgent ask && ask.agent().equals(attempt.agent())) {
        AgentCall call = call(of, ask, state);
        agent(agents, of, call.spec(), call.mode())
            .ifPresent(agent -> asked.put(attempt, request(agent, call)));
      }
    }
  }

  /// The agent installed here, if there is one.
  static Optional<Agent> agent(Agents agents, Program program, AgentSpec spec, Mode mode) {
    try {
      return Optional.of(agents.agent(program, spec, mode));
    } catch (ConvergeException _) {
      // The error is reported when the agent is asked.
      return Optional.empty();
    }
  }

  /// The canonical request. It names neither the model, nor how many facts fit into its prompt, nor
  /// what it finds on the web: these follow from the request.
  private static Object request(Agent agent, AgentCall call) {
    return agent.requestHash(call).<Object>map(hash -> hash).orElseGet(() -> FullRequest.of(call));
  }

  /// The call that a request to an agent leads to.
  static AgentCall call(Program program, Request.AskAgent ask, RunState state) {
    AgentSpec spec = program.agent(ask.agent()).orElseThrow();
    return new AgentCall(
        "", program, spec, ask, state.context(), state.started().orElseThrow().mode(), Instant.MAX);
  }

  /// Keeps the answer whose first event is at an index, if there is one.
  ///
  /// @return the index after the answer
  private int answer(int index) {
    int last = last(recording, index);
    if (last < 0) {
      return index + 1;
    }
    Event end = recording.event(last);
    Input input = recording.input(index, null);
    boolean answered = input instanceof Input.Answered && end.body() instanceof Body.AgentCompleted;
    boolean failed =
        input instanceof Input.Failed
            && end.body() instanceof Body.AgentFailed body
            && saysSomething(body.kind());
    if (answered || failed) {
      keep(end, RecordedAnswer.takenOver(input, end.sequence()));
    }
    return last + 1;
  }

  /// The index of the last event of the answer that starts at an index; negative if none starts
  /// there.
  static int last(Recording recording, int index) {
    Event first = recording.event(index);
    int i = index;
    while (i < recording.size()
        && recording.event(i).body() instanceof Body.ModelCalled called
        && called.call().outcome() != ModelOutcome.LOST
        && String.valueOf(first.agent()).equals(recording.event(i).agent())) {
      i++;
    }
    if (i < recording.size()
        && String.valueOf(first.agent()).equals(recording.event(i).agent())
        && (recording.event(i).body() instanceof Body.AgentCompleted
            || recording.event(i).body() instanceof Body.AgentFailed)) {
      return i;
    }
    return i - 1 < index ? -1 : i - 1;
  }

  /// Whether a failure says something about the request, so that it would fail again.
  private static boolean saysSomething(FailureKind kind) {
    return switch (kind) {
      case MALFORMED, CONTRACT, TRUNCATED, EMPTY, REFUSED, FILTERED -> true;
      case TIMEOUT, UNAVAILABLE, OUTAGE, CRASHED, NO_MODEL, NOT_RECORDED, FORBIDDEN -> false;
    };
  }

  private void keep(Event end, Input input) {
    String agent = String.valueOf(end.agent());
    int number =
        end.body() instanceof Body.AgentCompleted completed
            ? completed.attempt()
            : ((Body.AgentFailed) end.body()).attempt();
    Attempt attempt = new Attempt(agent, end.cycle(), number);
    RecordedAnswer answer = new RecordedAnswer(input, version(agent, input), quotes.get(attempt));
    List<ModelCall> calls = answer.calls();
    Object request = asked.get(attempt);
    if (request == null && !calls.isEmpty()) {
      request = calls.getLast().requestHash();
    }
    if (request != null) {
      answers.computeIfAbsent(new Key(agent, request), _ -> new ArrayList<>()).add(answer);
    }
  }

  private String version(String agent, Input input) {
    if (input instanceof Input.Answered in) {
      for (Proposal proposal : in.answer().proposals()) {
        return proposal.provenance().version();
      }
    }
    return recording.version(agent).orElse("");
  }

  /// The answer to a request: the one in the same attempt, otherwise the first answer, otherwise
  /// the last failure.
  Optional<RecordedAnswer> find(Agent agent, AgentCall call) {
    Request.AskAgent request = call.request();
    Key key = new Key(request.agent(), request(agent, call));
    RecordedAnswer best = null;
    for (RecordedAnswer answer : answers.getOrDefault(key, List.of())) {
      if (answer.of(request.cycle(), request.attempt())) {
        return Optional.of(answer);
      }
      if (best == null || !best.answered()) {
        best = answer;
      }
    }
    return Optional.ofNullable(best);
  }
}
