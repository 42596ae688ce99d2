package dev.converge.domain.flow;

import dev.converge.core.Program;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.decision.Decision;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Status;
import dev.converge.domain.template.Templates;
import dev.converge.engine.agent.AgentCall;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// A flow that ships with seeds and honest answers, of which one agent's can be changed. The
/// contracts of agents keep most invariants from being broken at all; here they are lifted, so that
/// the invariants must hold by themselves. People approve whatever waits.
///
/// @param name of the template
/// @param seeds of the run
/// @param models what agents answer that are no rules
record ShippedFlow(String name, List<Seed> seeds, Function<AgentCall, List<Proposal>> models) {
  private static final RuleAgents RULES = RuleAgents.installed();
  private static final int MOST_FACTS = 1_000;
  private static final int MOST_DECISIONS = 20;

  static ShippedFlow of(String name) {
    return switch (name) {
      case "growth-strategy" -> new ShippedFlow(name, GrowthScript.SEEDS, GrowthScript.honest());
      case "drafting-short" ->
          new ShippedFlow(
              name,
              PatentRun.seeds(
                  "brief:tea",
                  "How is green tea made?",
                  "source:book",
                  "Leaves are steamed. Then they are rolled."),
              ShippedFlow::drafting);
      case "novelty-search" ->
          new ShippedFlow(
              name,
              PatentRun.seeds(
                  "invention:messages",
                  "Messages between computers are kept secret: the sender encrypts with a public"
                      + " number, and only the receiver, who knows two prime numbers, can decrypt.",
                  "priority:1",
                  "1995-06-30"),
              PatentRun.search(PatentRun.SEARCHES));
      case "patent-research" -> new ShippedFlow(name, ResearchRun.PRINTER, ResearchRun.script());
      default ->
          throw new AssertionError(name + ": no seeds and answers (expected: those of a test)");
    };
  }

  private static List<Proposal> drafting(AgentCall call) {
    return call.spec().id().equals("drafting_research")
        ? List.of(
            said("Signals", "Leaves are steamed.", "source:book"),
            said("Signals", "They are rolled.", "source:book"))
        : List.of(
            said("Strategies", "Leaves are steamed and rolled. [note:1]", "note:1"),
            said("Remarks", "Both notes were used.", "note:1"));
  }

  private static Proposal said(String key, String content, String cites) {
    return Proposal.of(key, content, List.of(cites), Provenance.rule("1"));
  }

  Program program() {
    return Templates.shipped().find(name, "").orElseThrow();
  }

  /// With one agent's answers changed; none if the agent's name is empty.
  CoreRun run(String agent, UnaryOperator<List<Proposal>> change) {
    Program strict = program();
    Function<AgentCall, List<Proposal>> script =
        call -> {
          List<Proposal> honest = honest(strict(strict, call));
          return call.spec().id().equals(agent) ? change.apply(honest) : honest;
        };
    CoreRun run = new CoreRun(unbound(strict), script, RuleAgents.of(List.of())).start(seeds);
    for (int i = 0; i < MOST_DECISIONS && run.state().status() == Status.WAITING; i++) {
      run.decide(Decision.APPROVED);
    }
    return run;
  }

  private List<Proposal> honest(AgentCall call) {
    try {
      return RULES.has(call.spec().id())
          ? RULES.agent(call.spec()).orElseThrow().ask(call).proposals()
          : models.apply(call);
    } catch (Exception e) {
      throw new AssertionError(call.spec().id() + " cannot answer", e);
    }
  }

  private static AgentCall strict(Program program, AgentCall call) {
    return new AgentCall(
        call.runId(),
        program,
        program.agent(call.spec().id()).orElseThrow(),
        call.request(),
        call.context(),
        call.mode(),
        call.deadline());
  }

  private static Program unbound(Program program) {
    Program.Definition strict = program.definition();
    return Program.of(
        new Program.Definition(
            strict.name(),
            strict.version(),
            strict.hash(),
            strict.objective(),
            strict.seeds(),
            strict.agents().stream().map(ShippedFlow::unbound).toList(),
            strict.invariants(),
            strict.gates(),
            strict.budget(),
            strict.policy()));
  }

  private static AgentSpec unbound(AgentSpec agent) {
    return new AgentSpec(
        agent.id(),
        agent.kind(),
        agent.eligibility(),
        agent.outputs().stream()
            .map(output -> AgentSpec.Output.of(output.key(), output.idPrefix(), 0, MOST_FACTS))
            .toList(),
        agent.instruction(),
        agent.optional(),
        agent.withheld(),
        agent.onlyNew(),
        agent.maxAttempts(),
        agent.deadline(),
        AgentSpec.DEFAULT_GIVE_UP_AFTER,
        agent.requirements());
  }
}
