package dev.converge.runtime;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.Quote;
import dev.converge.core.decision.Decision;
import dev.converge.core.decision.Gate;
import dev.converge.core.decision.Returned;
import dev.converge.core.json.Digest;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Answer;
import dev.converge.core.proposal.Keys;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.core.proposal.SeedRule;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.run.Programs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;

/// Small flows whose agents are rules.
///
/// `chain`: four agents in sequence, each says what the one before said. `held`: the same, but its
/// third waits until a test lets it go. `many`: one agent, 100 facts. `gate`: a person must approve
/// what the one agent proposes. `revised`: the same, and may return it twice; a model makes it.
/// `two`: two people other than the submitter must. `empty`: nothing to do. `crash`: the second
/// agent throws.
public final class TestFlows implements Programs, Agents {
  private static final List<String> CHAIN = List.of("A", "B", "C", "D");
  private final Map<String, Program> programs = new TreeMap<>();
  private final Semaphore permits = new Semaphore(0);

  public TestFlows() {
    add(flow("chain", CHAIN, List.of()));
    add(flow("held", CHAIN, List.of()));
    add(flow("many", List.of("Many"), List.of()));
    add(flow("empty", List.of(), List.of()));
    add(flow("crash", CHAIN, List.of()));
    add(
        flow(
            "gate",
            CHAIN,
            List.of(
                new Gate(
                    "gate",
                    "B",
                    "",
                    2,
                    null,
                    "boss",
                    null,
                    Decision.REJECTED,
                    false,
                    1,
                    false,
                    0,
                    List.of()))));
    add(
        flow(
            "revised",
            CHAIN,
            List.of(
                new Gate(
                    "gate",
                    "B",
                    "",
                    2,
                    null,
                    "boss",
                    null,
                    Decision.REJECTED,
                    false,
                    1,
                    false,
                    2,
                    List.of()))));
    add(
        flow(
            "two",
            CHAIN,
            List.of(
                new Gate(
                    "gate",
                    "B",
                    "",
                    2,
                    null,
                    "boss",
                    null,
                    Decision.REJECTED,
                    false,
                    2,
                    true,
                    0,
                    List.of()))));
  }

  /// The template hash of the flow of that name.
  public static String templateHash(String name) {
    return Digest.of("hash-of-" + name);
  }

  private void add(Program program) {
    programs.put(program.name(), program);
  }

  /// Lets held agents go.
  public void release(int calls) {
    permits.release(calls);
  }

  private static Program flow(String name, List<String> keys, List<Gate> gates) {
    List<AgentSpec> agents = new ArrayList<>();
    String from = Keys.SEEDS;
    for (String key : keys) {
      int facts = key.equals("Many") ? 100 : 1;
      agents.add(
          new AgentSpec(
              "agent_" + key,
              name.equals("revised") && key.equals("B") ? AgentSpec.Kind.LLM : AgentSpec.Kind.RULE,
              AgentSpec.Eligibility.all(from),
              List.of(AgentSpec.Output.of(key, key.toLowerCase(Locale.ROOT) + ":", facts, facts)),
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
            name,
            "1.0.0",
            templateHash(name),
            "",
            List.of(new SeedRule("seed:", true, "what it is about")),
            agents,
            List.of(),
            gates,
            Budget.DEFAULT,
            Json.Obj.EMPTY));
  }

  @Override
  public Optional<Program> find(String name, String version) {
    return Optional.ofNullable(programs.get(name))
        .filter(_ -> version.isEmpty() || version.equals("1.0.0"));
  }

  @Override
  public Agent agent(Program program, AgentSpec spec, Mode mode) {
    return new Agent() {
      @Override
      public String version() {
        return "1";
      }

      @Override
      public Answer ask(AgentCall call) throws InterruptedException {
        if (program.name().equals("held") && spec.id().equals("agent_C")) {
          permits.acquire();
        }
        if (program.name().equals("crash") && spec.id().equals("agent_B")) {
          throw new IllegalStateException("a secret");
        }
        return answer(spec, call);
      }
    };
  }

  private static Answer answer(AgentSpec spec, AgentCall call) {
    Fact last = call.facts(spec.eligibility().allOf().getFirst()).getLast();
    AgentSpec.Output output = spec.outputs().getFirst();
    List<Proposal> proposals = new ArrayList<>();
    for (Returned one : call.request().returned()) {
      String better = one.proposal().content() + " (" + one.comment() + ")";
      proposals.add(Proposal.of(output.key(), better, List.of(last.id()), Provenance.rule("1")));
    }
    if (!proposals.isEmpty()) {
      return new Answer(proposals, List.of(), Duration.ZERO);
    }
    for (int i = 1; i <= output.min(); i++) {
      String content = output.min() == 1 ? last.content() : last.content() + " and number " + i;
      proposals.add(Proposal.of(output.key(), content, List.of(last.id()), Provenance.rule("1")));
    }
    return new Answer(proposals, List.of(), Duration.ZERO);
  }

  @Override
  public Choice choose(Program program, Request.ChooseModels request, Context context, Mode mode) {
    TreeMap<String, Quote> quotes = new TreeMap<>();
    request.agents().forEach(id -> quotes.put(id, new Quote("made", "m1", 10, 0, null)));
    return new Choice(quotes, new TreeMap<>());
  }

  @Override
  public SortedMap<String, String> versions(Program program) {
    return new TreeMap<>();
  }
}
