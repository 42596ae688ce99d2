package dev.converge.domain.flow;

import dev.converge.core.Fact;
import dev.converge.core.Program;
import dev.converge.core.decision.Decision;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.core.proposal.Seed;
import dev.converge.domain.template.Templates;
import dev.converge.engine.agent.AgentCall;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Runs of patent-research over the patents that ship. What models would answer is put together
/// here from what they are shown: an aspect for each statement, and a summary of them.
final class ResearchRun {
  static final Program PROGRAM = Templates.shipped().find("patent-research", "").orElseThrow();

  /// A product whose features are told one by one.
  static final List<Seed> PRINTER =
      PatentRun.seeds(
          "matter:p1",
          "Printer, for Layerworks GmbH.",
          "invention:printer",
          "A machine for building a solid part layer by layer from a bath of liquid resin.",
          "feature:1",
          "a bath that holds the liquid resin",
          "feature:2",
          "a source of ultraviolet light that hardens the surface of the resin",
          "feature:3",
          "a computer that steers the light along each cross-section of the part",
          "feature:4",
          "a platform that lowers the part by one layer",
          "feature:5",
          "a sensor on the platform that weighs the part and reports a missing layer",
          "problem:1",
          "A failed layer is noticed only when the part is finished.",
          "advantage:1",
          "Because the part is weighed after each layer, a missing layer is noticed at once.",
          "priority:1",
          "2001-05-04");

  /// A method, told in sentences.
  static final List<Seed> BREWING =
      PatentRun.seeds(
          "matter:b2",
          "Brewing, restricted.",
          "invention:brewing",
          "Brewing beer in a closed vessel, wherein the wort is cooled under a lid. The vessel is"
              + " emptied through a valve at the bottom. A pump returns the yeast to the vessel.",
          "priority:1",
          "1990-01-01");

  /// A claim as somebody drafted it, and what supports it.
  static final List<Seed> KETTLE =
      PatentRun.seeds(
          "matter:k3",
          "Kettle lid.",
          "invention:lid",
          "A lid for a kettle that opens by itself when the water boils. A spring lifts the lid, and"
              + " a strip of two metals holds the spring down while it is cold. A bell rings when"
              + " the lid opens.",
          "claim:1",
          "1. A lid for a kettle, comprising: a spring that lifts the lid; and a strip of two metals"
              + " that holds the spring.",
          "claim:2",
          "2. The lid of claim 1, wherein a bell rings when the lid opens.");

  private ResearchRun() {}

  static Function<AgentCall, List<Proposal>> script() {
    return script(PatentRun.SEARCHES);
  }

  static Function<AgentCall, List<Proposal>> script(SearchAgents sources) {
    Function<AgentCall, List<Proposal>> searches = PatentRun.search(sources);
    return call ->
        switch (call.spec().id()) {
          case "invention_capture" -> aspects(call);
          case "invention_summary" -> summary(call);
          default -> searches.apply(call);
        };
  }

  static List<Proposal> aspects(AgentCall call) {
    List<Proposal> all = new ArrayList<>();
    for (Fact statement : call.context().facts("Statements")) {
      all.add(
          Proposal.of(
              "Aspects", statement.content(), List.of(statement.id()), Provenance.rule("1")));
    }
    return all;
  }

  static List<Proposal> summary(AgentCall call) {
    List<Fact> statements = call.context().facts("Statements");
    List<String> sentences =
        statements.stream().map(fact -> fact.content() + " [" + fact.id() + "]").toList();
    return List.of(
        Proposal.of(
            "Summaries",
            String.join(" ", sentences),
            statements.stream().map(Fact::id).toList(),
            Provenance.rule("1")));
  }

  /// Until the attorney is asked.
  static CoreRun asked(List<Seed> seeds) {
    return new CoreRun(PROGRAM, script()).start(seeds);
  }

  static CoreRun approved(List<Seed> seeds) {
    return asked(seeds).decide(Decision.APPROVED);
  }
}
