package dev.converge.engine.fork;

import dev.converge.core.Body;
import dev.converge.core.Core;
import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.RunState;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.Quote;
import dev.converge.core.fork.Fork;
import dev.converge.core.json.Json;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.Agents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Decides which agents of a fork are asked and which are answered from the record: an agent is
/// answered from the record if its version and the canonical request are the same. Thread-safe.
public final class Reuse {
  private final Fork fork;
  private final Body.RunStarted original;
  private final RecordedAnswers record;
  private final Agents agents;

  Reuse(Fork fork, Body.RunStarted original, RecordedAnswers record, Agents agents) {
    this.fork = fork;
    this.original = original;
    this.record = record;
    this.agents = agents;
  }

  /// The program of a run whose agents ask the models that the fork names, if it is a fork that
  /// names any.
  public static Program withModels(Program program, RunState state) {
    return withModels(program, state.started().map(Body.RunStarted::fork).orElse(null));
  }

  static Program withModels(Program program, @Nullable Fork fork) {
    if (fork == null || fork.changes().models().isEmpty()) {
      return program;
    }
    Program.Definition of = program.definition();
    List<AgentSpec> specs = new ArrayList<>();
    of.agents().forEach(spec -> specs.add(asking(spec, fork.changes().model(spec.id()))));
    return Program.of(of.withAgents(specs));
  }

  private static AgentSpec asking(AgentSpec spec, @Nullable String model) {
    if (model == null || spec.kind() != AgentSpec.Kind.LLM) {
      return spec;
    }
    String[] parts = model.split("/", 2);
    Json.Builder requirements = Json.object();
    spec.requirements().fields().forEach(requirements::put);
    requirements.put("provider", parts[0]).put("model", parts[1]);
    return spec.withRequirements(requirements.build());
  }

  /// The recorded answer to a request, if there is one.
  public Optional<Input> answer(AgentCall call, Instant at) {
    Request.AskAgent ask = call.request();
    return find(call).map(found -> found.to(ask.cycle(), ask.attempt(), at));
  }

  /// The recorded answer to a request, if it may be taken over.
  Optional<RecordedAnswer> find(AgentCall call) {
    Optional<Agent> agent = agent(call.program(), call.spec(), call.mode());
    return agent
        .flatMap(found -> record.find(found, call))
        .filter(answer ->
            allows(call.spec(), answer, call.mode(), agent.map(Agent::version).orElse("")));
  }

  private Optional<Agent> agent(Program program, AgentSpec spec, Mode mode) {
    return RecordedAnswers.agent(agents, program, spec, mode);
  }

  /// Whether an answer of the original may be taken over without comparing its request.
  boolean allows(Program program, AgentSpec spec, RecordedAnswer answer, Mode mode) {
    return agent(program, spec, mode)
        .filter(agent -> allows(spec, answer, mode, agent.version()))
        .isPresent();
  }

  private boolean allows(AgentSpec spec, RecordedAnswer answer, Mode mode, String version) {
    if (!answer.version().isEmpty() && !answer.version().equals(version)) {
      return false;
    }
    if (spec.kind() != AgentSpec.Kind.LLM) {
      return true;
    }
    boolean offline = answer.offline().orElse(original.mode() == Mode.OFFLINE);
    return offline == (mode == Mode.OFFLINE) && ofNamedModel(spec, answer);
  }

  /// If the fork names a model, only that model's answers count.
  private boolean ofNamedModel(AgentSpec spec, RecordedAnswer answer) {
    String named = fork.changes().model(spec.id());
    return named == null
        || (!answer.calls().isEmpty()
            && answer.calls().stream()
                .allMatch(call -> named.equals(call.provider() + "/" + call.model())));
  }

  /// Chooses models as [Agents#choose] does. If the record answers, it reserves what was reserved
  /// then, and no model has to be available.
  public Agents.Choice choose(Program program, Request.ChooseModels request, RunState state) {
    SortedMap<String, Quote> quotes = new TreeMap<>();
    for (Request.AskAgent ask : Core.upcoming(program, state)) {
      if (request.agents().contains(ask.agent())) {
        find(RecordedAnswers.call(program, ask, state))
            .map(RecordedAnswer::quote)
            .ifPresent(quote -> quotes.put(ask.agent(), quote));
      }
    }
    List<String> others =
        request.agents().stream().filter(agent -> !quotes.containsKey(agent)).toList();
    if (others.isEmpty()) {
      return new Agents.Choice(quotes, new TreeMap<>());
    }
    Agents.Choice choice =
        agents.choose(
            program,
            new Request.ChooseModels(request.cycle(), others),
            state.context(),
            state.started().orElseThrow().mode());
    quotes.putAll(choice.quotes());
    return new Agents.Choice(quotes, choice.missing());
  }
}
