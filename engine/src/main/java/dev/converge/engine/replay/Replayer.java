package dev.converge.engine.replay;

import dev.converge.core.Body;
import dev.converge.core.Chain;
import dev.converge.core.Core;
import dev.converge.core.Event;
import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.RunState;
import dev.converge.core.Step;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.Mode;
import dev.converge.core.event.Sealed;
import dev.converge.core.json.Digest;
import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import dev.converge.core.proposal.Answer;
import dev.converge.core.status.Status;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.AgentFailure;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Replays a record: runs the same inputs through the same step, and compares every resulting event
/// with the recorded one, byte for byte. Time, people, models and searches are answered from the
/// record, and so are rule agents whose version differs from the installed one. All other rule
/// agents really run. Needs no network, store or clock. Used once.
public final class Replayer {

  private record Key(String agent, int cycle, int attempt) {}

  private final Program program;
  private final String runId;
  private final Agents agents;
  private final List<Sealed> lines;
  private final Recording recording;
  private final Map<Key, Request.AskAgent> asked = new HashMap<>();
  private final Map<String, Optional<Agent>> installed = new HashMap<>();
  private final List<Event> events = new ArrayList<>();
  private final TreeSet<String> ran = new TreeSet<>();
  private final TreeMap<String, String> fromRecord = new TreeMap<>();
  private RunState state;
  private @Nullable Difference difference;

  /// @param program of the run
  /// @param runId of the recorded run
  /// @param lines its events from the first one on, as stored
  /// @param agents finds the installed rule agents
  /// @throws ConvergeException with `GONE` if content was erased, `INVALID` if a line is not an
  ///   event
  public Replayer(Program program, String runId, List<Sealed> lines, Agents agents) {
    this.program = program;
    this.runId = runId;
    this.agents = agents;
    this.lines = List.copyOf(lines);
    this.recording = new Recording(this.lines.stream().map(Replayer::read).toList());
    this.state = Core.initial(program);
  }

  private static Event read(Sealed line) {
    try {
      Json.Obj json = (Json.Obj) Json.parse(new String(line.json(), StandardCharsets.UTF_8));
      if (json.get("erased").isPresent()) {
        throw new ConvergeException(
            ErrorCode.GONE,
            "event " + line.sequence() + ": its content was erased, so it cannot be replayed");
      }
      return Chain.read(json);
    } catch (IllegalArgumentException
        | JsonException
        | ClassCastException
        | ArithmeticException
        | DateTimeException e) {
      throw new ConvergeException(
          ErrorCode.INVALID, "event " + line.sequence() + ": no event: " + e.getMessage(), e);
    }
  }

  /// Replays to the end of the record or the first difference.
  public Replay run() {
    int index = 0;
    while (index < recording.size() && difference == null) {
      Input input = unrecorded(index, real(recording.input(index, choosing())));
      recording
          .used(index)
          .ifPresent(used -> state = state.takenUp(used.at().minus(beyond(used.running()))));
      index = step(index, input);
      remember();
    }
    List<Replay.FromRecord> named = new ArrayList<>();
    fromRecord.forEach((agent, why) -> named.add(new Replay.FromRecord(agent, why)));
    return new Replay(runId, events, state, difference, List.copyOf(ran), named);
  }

  /// The answer of an agent that halts a paused run because the budget was lowered in the pause:
  /// only the halt was recorded, so any agent that is still asked will do.
  private Input unrecorded(int index, Input input) {
    if (state.status() != Status.PAUSED
        || !(input instanceof Input.TimeReached(var at))
        || !(recording.event(index).body() instanceof Body.RunStatus)) {
      return input;
    }
    for (Key key : asked.keySet()) {
      Input answer =
          new Input.Failed(
              key.agent(),
              key.cycle(),
              key.attempt(),
              FailureKind.UNAVAILABLE,
              "",
              null,
              List.of(),
              at);
      if (!Core.step(program, state, answer).events().isEmpty()) {
        return answer;
      }
    }
    return input;
  }

  /// Running time that the record books in addition to what was booked before.
  private Duration beyond(Duration running) {
    return running.minus(state.spent().running());
  }

  private Request.@Nullable ChooseModels choosing() {
    for (Request request : Core.outstanding(program, state)) {
      if (request instanceof Request.ChooseModels choose) {
        return choose;
      }
    }
    return null;
  }

  /// Requests are kept: a paused run is not waiting for them, but accepts their answers.
  private void remember() {
    for (Request request : Core.outstanding(program, state)) {
      if (request instanceof Request.AskAgent ask) {
        asked.put(new Key(ask.agent(), ask.cycle(), ask.attempt()), ask);
      }
    }
  }

  private int step(int index, Input input) {
    Step step;
    try {
      step = Core.step(program, state, input);
    } catch (RuntimeException e) {
      // A record of another program can request things that this program does not know.
      differ(index, null);
      return index;
    }
    int at = index;
    for (Event event : step.events()) {
      if (!same(at, event)) {
        return at;
      }
      at++;
    }
    if (at == index) {
      differ(index, null);
      return index;
    }
    events.addAll(step.events());
    state = step.next();
    return at;
  }

  private boolean same(int index, Event event) {
    if (index >= lines.size()) {
      differ(index, event);
      return false;
    }
    Event now = asRecorded(index, event);
    if (Arrays.equals(line(index, now), lines.get(index).json())) {
      return true;
    }
    differ(index, now);
    return false;
  }

  /// A run that was recorded before halts were data says only in a message for people what halted
  /// it. That text is not compared.
  private Event asRecorded(int index, Event event) {
    return event.body() instanceof Body.RunStatus now
            && now.halt() != null
            && recording.event(index).body() instanceof Body.RunStatus then
            && then.halt() == null
        ? new Event(
            event.sequence(),
            event.cycle(),
            event.at(),
            event.agent(),
            now.withHalt(null, then.detail()))
        : event;
  }

  /// The event as it would have been stored: with the recorded one's salt and previous hash.
  private byte[] line(int index, Event event) {
    String previous = index == 0 ? Chain.START : lines.get(index - 1).hash();
    byte[] salt = new byte[Chain.SALT_BYTES];
    if (index < lines.size()) {
      Json recorded = parse(lines.get(index).json()).get("salt").orElse(null);
      if (recorded instanceof Json.Str(var hex) && hex.length() == 2 * Chain.SALT_BYTES) {
        salt = HexFormat.of().parseHex(hex);
      }
    }
    return new Chain(runId, previous).seal(List.of(event), salt).getFirst().json();
  }

  private void differ(int index, @Nullable Event event) {
    byte[] now = event == null ? null : line(index, event);
    byte[] then = index < lines.size() ? lines.get(index).json() : null;
    Event named = index < lines.size() ? recording.event(index) : event;
    difference =
        new Difference(
            runId,
            index + 1L,
            named == null ? state.cycle() : named.cycle(),
            named == null ? null : named.agent(),
            then == null ? "" : new String(then, StandardCharsets.UTF_8),
            now == null ? "" : new String(now, StandardCharsets.UTF_8),
            content(then),
            content(now),
            then == null || now == null ? 0 : Math.max(0, Arrays.mismatch(then, now)));
  }

  private static String content(byte @Nullable [] line) {
    if (line == null) {
      return "";
    }
    TreeMap<String, Json> own = new TreeMap<>(parse(line).fields());
    List.of("sequence", "type", "run_id", "cycle", "agent", "at", "salt", "hash")
        .forEach(own::remove);
    return Digest.of(new Json.Obj(own));
  }

  private static Json.Obj parse(byte[] line) {
    return (Json.Obj) Json.parse(new String(line, StandardCharsets.UTF_8));
  }

  /// The input as the installed agent gives it, if the agent really runs.
  private Input real(Input recorded) {
    return switch (recorded) {
      case Input.Answered in ->
          ask(in.agent(), in.cycle(), in.attempt(), in.answer().duration(), in)
              .recordedAs(in.answer().recorded());
      case Input.Failed in ->
          in.kind() == FailureKind.TIMEOUT
                  || in.kind() == FailureKind.UNAVAILABLE
                  || in.kind() == FailureKind.OUTAGE
              ? in
              : ask(in.agent(), in.cycle(), in.attempt(), Duration.ZERO, in)
                  .recordedAs(in.recorded());
      case Input.Started _,
          Input.Quoted _,
          Input.Sent _,
          Input.Decided _,
          Input.Observed _,
          Input.Paused _,
          Input.Resumed _,
          Input.Cancelled _,
          Input.BudgetChanged _,
          Input.Continued _,
          Input.Returned _,
          Input.TimeReached _,
          Input.ProviderBack _,
          Input.OutOfRoom _,
          Input.Broken _ ->
          recorded;
    };
  }

  private Input ask(String agent, int cycle, int attempt, Duration took, Input recorded) {
    Request.AskAgent request = asked.get(new Key(agent, cycle, attempt));
    Optional<AgentSpec> spec = program.agent(agent);
    if (request == null || spec.isEmpty()) {
      return recorded;
    }
    Mode mode = state.started().orElseThrow().mode();
    Optional<Agent> found = installed(spec.get(), mode);
    if (found.isEmpty()) {
      return recorded;
    }
    ran.add(agent);
    AgentCall call =
        new AgentCall(
            runId,
            program,
            spec.get(),
            request,
            state.context(),
            mode,
            recorded.at().plus(spec.get().deadline()));
    return answer(found.get(), call, took, recorded.at());
  }

  private Optional<Agent> installed(AgentSpec spec, Mode mode) {
    Optional<Agent> known = installed.get(spec.id());
    if (known == null) {
      known = find(spec, mode);
      installed.put(spec.id(), known);
    }
    return known;
  }

  private Optional<Agent> find(AgentSpec spec, Mode mode) {
    if (spec.kind() != AgentSpec.Kind.RULE) {
      fromRecord.put(spec.id(), "not a rule agent");
      return Optional.empty();
    }
    String version = recording.version(spec.id()).orElse("");
    try {
      Agent agent = agents.agent(program, spec, mode);
      if (version.isEmpty() || agent.version().equals(version)) {
        return Optional.of(agent);
      }
      fromRecord.put(spec.id(), "recorded version " + version + ", installed " + agent.version());
    } catch (ConvergeException e) {
      fromRecord.put(spec.id(), "recorded version " + version + ", none installed");
    }
    return Optional.empty();
  }

  private static Input answer(Agent agent, AgentCall call, Duration took, Instant at) {
    Request.AskAgent request = call.request();
    try {
      Answer answer = within(call.spec().deadline(), agent, call);
      Answer timed = new Answer(answer.proposals(), answer.calls(), took);
      return new Input.Answered(request.agent(), request.cycle(), request.attempt(), timed, at);
    } catch (AgentFailure e) {
      return failed(call, e.kind(), String.valueOf(e.getMessage()), at);
    } catch (TimeoutException e) {
      long limit = call.spec().deadline().toMillis();
      return failed(call, FailureKind.TIMEOUT, "no answer within " + limit + " ms", at);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed(call, FailureKind.UNAVAILABLE, "interrupted", at);
    } catch (ExecutionException e) {
      return failed(call, FailureKind.CRASHED, "threw " + thrown(e).getClass().getName(), at);
    }
  }

  private static Input failed(AgentCall call, FailureKind kind, String message, Instant at) {
    Request.AskAgent request = call.request();
    return new Input.Failed(
        request.agent(), request.cycle(), request.attempt(), kind, message, null, List.of(), at);
  }

  /// On a separate thread, so that an agent that hangs does not hang the replay.
  private static Answer within(Duration deadline, Agent agent, AgentCall call)
      throws AgentFailure, InterruptedException, TimeoutException, ExecutionException {
    FutureTask<Answer> task = new FutureTask<>(() -> agent.ask(call));
    Thread thread = Thread.ofVirtual().name("replay-" + call.spec().id()).start(task);
    try {
      return task.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AgentFailure failure) {
        throw failure;
      }
      throw e;
    } finally {
      thread.interrupt();
    }
  }

  private static Throwable thrown(ExecutionException e) {
    return e.getCause() == null ? e : e.getCause();
  }
}
