package dev.converge.domain.flow;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Proposal;
import dev.converge.domain.patent.claim.ClaimWording;
import dev.converge.domain.patent.search.PatentFacts;
import dev.converge.engine.agent.AgentCall;
import java.util.ArrayList;
import java.util.List;

/// Puts what was found and what was made of it into one report; every line says the fact it is of.
final class PatentReportAssembler implements RuleAgent {
  private static final String VERSION = "3";

  @Override
  public String id() {
    return "patent_report_assembler";
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public List<Proposal> run(AgentCall call) {
    Context context = call.context();
    List<String> lines = new ArrayList<>();
    List<String> cites = new ArrayList<>();
    Fact matter = context.facts("Matters").getFirst();
    section("Matter", List.of(matter), lines, cites);
    section("Disclosure", context.facts("Aspects"), lines, cites);
    lines.add("History of the search");
    lines.addAll(SearchHistory.lines(context));
    cites.addAll(PatentFacts.ids(context.facts("Searches")));
    section("Risk", context.facts("Risks"), lines, cites);
    List<Fact> shortlist = PriorArt.ranked(context);
    lines.add("Prior art");
    if (shortlist.isEmpty()) {
      lines.add(
          PatentFacts.say(
              "%s. This is no search of the art.",
              ClaimWording.capital(
                  ElementComparison.nothing(context, "nothing in %s bears on the invention"))));
    }
    for (int i = 0; i < shortlist.size(); i++) {
      lines.add(i + 1 + ". " + prior(shortlist.get(i)));
    }
    cites.addAll(PatentFacts.ids(shortlist));
    section("Landscape", context.facts("Landscapes"), lines, cites);
    section("Strategy", context.facts("Strategies"), lines, cites);
    section("Claims", context.facts("Claims"), lines, cites);
    section("Examination of the claims", context.facts("Analyses"), lines, cites);
    section("Claim charts", context.facts("Charts"), lines, cites);
    context.facts("Charts").forEach(chart -> cites.addAll(chart.cites()));
    Json.Obj data =
        Json.object()
            .put("claims", PatentFacts.ids(context.facts("Claims")))
            .put("charts", PatentFacts.ids(context.facts("Charts")))
            .put("analyses", PatentFacts.ids(context.facts("Analyses")))
            .put("shortlist", PatentFacts.ids(shortlist))
            .build();
    return List.of(PatentFacts.proposal(VERSION, "Reports", String.join("\n", lines), data, cites));
  }

  private static void section(
      String title, List<Fact> facts, List<String> lines, List<String> cites) {
    lines.add(title);
    facts.forEach(fact -> {
      lines.add(fact.content() + " [" + fact.id() + "]");
      cites.add(fact.id());
    });
  }

  private static String prior(Fact prior) {
    return PatentFacts.say(
        "%s, \"%s\", published %s: %d %% of what the elements say stands in it. [%s]",
        PatentFacts.text(prior, "patent"),
        PatentFacts.text(prior, "title"),
        PatentFacts.text(prior, "published"),
        PatentFacts.number(prior, "share"),
        prior.id());
  }
}
