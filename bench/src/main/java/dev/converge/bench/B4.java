package dev.converge.bench;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Answer;
import dev.converge.core.proposal.Keys;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.core.proposal.Seed;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.run.Programs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The reference flow: two seeds, four rule agents in a row, each proposing one fact of about 200
/// bytes.
final class B4 implements Agents, Programs {
  /// A request to run it, as a client sends it.
  static final String BODY =
      "{\"template\":\"b4\",\"seeds\":["
          + "{\"id\":\"a\",\"content\":\"first seed of the reference flow\"},"
          + "{\"id\":\"b\",\"content\":\"second seed of the reference flow\"}]}";

  static final List<Seed> SEEDS =
      List.of(
          new Seed("a", "first seed of the reference flow", null),
          new Seed("b", "second seed of the reference flow", null));

  private static final String FILL = "x".repeat(160);
  private static final Provenance RULE = Provenance.rule("1");
  private final Program program = program();

  static Program program() {
    List<AgentSpec> agents = new ArrayList<>();
    String from = Keys.SEEDS;
    for (String key : List.of("A", "B", "C", "D")) {
      agents.add(
          new AgentSpec(
              "agent_" + key,
              AgentSpec.Kind.RULE,
              AgentSpec.Eligibility.all(from),
              List.of(AgentSpec.Output.of(key, key.toLowerCase(Locale.ROOT) + ":", 1, 1)),
              "",
              false,
              false,
              1,
              AgentSpec.DEFAULT_DEADLINE,
              AgentSpec.DEFAULT_GIVE_UP_AFTER,
              Json.Obj.EMPTY));
      from = key;
    }
    return Program.of(
        new Program.Definition(
            "b4",
            "1.0.0",
            "0".repeat(64),
            "The reference flow.",
            List.of(),
            agents,
            List.of(),
            List.of(),
            Budget.DEFAULT,
            Json.Obj.EMPTY));
  }

  static Answer answer(AgentSpec spec, Context context) {
    Fact last = context.facts(spec.eligibility().allOf().getFirst()).getLast();
    Proposal proposal =
        Proposal.of(
            spec.outputs().getFirst().key(),
            spec.id() + " after " + last.id() + " " + FILL,
            List.of(last.id()),
            RULE);
    return new Answer(List.of(proposal), List.of(), Duration.ZERO);
  }

  private static final Agent AGENT =
      new Agent() {
        @Override
        public String version() {
          return "1";
        }

        @Override
        public boolean computes() {
          return true;
        }

        @Override
        public Answer ask(AgentCall call) {
          return answer(call.spec(), call.context());
        }
      };

  @Override
  public Agent agent(Program of, AgentSpec spec, Mode mode) {
    return AGENT;
  }

  @Override
  public Choice choose(Program of, Request.ChooseModels request, Context context, Mode mode) {
    return new Choice(new TreeMap<>(), new TreeMap<>());
  }

  @Override
  public SortedMap<String, String> versions(Program of) {
    return new TreeMap<>();
  }

  @Override
  public Optional<Program> find(String name, String version) {
    return name.equals("b4") ? Optional.of(program) : Optional.empty();
  }
}
