package dev.converge.domain.flow;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Citation;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.domain.patent.search.PatentFacts;
import dev.converge.engine.agent.AgentCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Charts each independent claim against the nearest documents: element by element the passage that
/// bears on it most, and how much of the element stands in the document; or that nothing does.
final class ClaimChartGenerator implements RuleAgent {
  private static final String VERSION = "3";

  /// Maximum number of documents that a claim is charted against.
  private static final int MAX_DOCUMENTS = 3;

  @Override
  public String id() {
    return "claim_chart_generator";
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public List<Proposal> run(AgentCall call) {
    Context context = call.context();
    List<Fact> near = PriorArt.near(context);
    List<Fact> nearest =
        (near.isEmpty() ? PriorArt.ranked(context) : near)
            .stream().limit(near.isEmpty() ? 1 : MAX_DOCUMENTS).toList();
    List<Proposal> charts = new ArrayList<>();
    for (Fact claim : context.facts("Claims")) {
      if (PatentFacts.is(claim, "kind", "independent")) {
        for (Fact prior : nearest) {
          charts.add(chart(context, claim, prior));
        }
        if (nearest.isEmpty()) {
          charts.add(empty(context, claim));
        }
      }
    }
    return charts;
  }

  private static Proposal chart(Context context, Fact claim, Fact prior) {
    List<String> rows = new ArrayList<>();
    List<String> evidenceIds = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    List<Citation> sources = new ArrayList<>();
    List<String> elements = PatentFacts.texts(claim, "elements");
    for (int i = 0; i < elements.size(); i++) {
      String element = elements.get(i);
      String text = context.fact(element).map(Fact::content).orElse("");
      Optional<Fact> evidence = PriorArt.evidence(context, prior, element);
      if (evidence.isEmpty()) {
        missing.add(element);
        rows.add(
            PatentFacts.say("%d. \"%s\" [%s]: nothing in it bears on this.", i + 1, text, element));
      } else {
        Fact found = evidence.get();
        evidenceIds.add(found.id());
        sources.addAll(found.citations());
        rows.add(row(i + 1, text, element, found));
      }
    }
    int shown = (int) elements.stream().filter(PriorArt.shown(context, prior)::contains).count();
    String content =
        PatentFacts.say(
            "Claim %d [%s] against %s, \"%s\", published %s [%s]: it shows %d of %s.\n%s",
            PatentFacts.number(claim, "number"),
            claim.id(),
            PatentFacts.text(prior, "patent"),
            PatentFacts.text(prior, "title"),
            PatentFacts.text(prior, "published"),
            prior.id(),
            shown,
            PatentFacts.counted(elements.size(), "element"),
            String.join("\n", rows));
    Json.Obj data =
        Json.object()
            .put("claim", claim.id())
            .put("prior", prior.id())
            .put("patent", PatentFacts.text(prior, "patent"))
            .put("elements", elements)
            .put("evidence", evidenceIds)
            .put("missing", missing)
            .put("shown", shown)
            .build();
    List<String> cites = new ArrayList<>(List.of(claim.id(), prior.id()));
    cites.addAll(elements);
    cites.addAll(evidenceIds);
    return new Proposal(
        "Charts",
        null,
        content,
        data,
        1,
        cites,
        sources.stream().distinct().toList(),
        Provenance.rule(VERSION));
  }

  private static String row(int number, String text, String element, Fact evidence) {
    List<String> absent = PatentFacts.texts(evidence, "missing");
    String passage = evidence.citations().getFirst().passage();
    return PatentFacts.say(
        "%d. \"%s\" [%s]: %s; %d %% of it stands in the document%s. Its %s: \"%s\" [%s]",
        number,
        text,
        element,
        PriorArt.shows(evidence) ? "shown" : "touched",
        PatentFacts.number(evidence, "share"),
        absent.isEmpty() ? "" : ", without: " + String.join(", ", absent),
        PatentFacts.text(evidence, "where"),
        passage == null ? "" : passage,
        evidence.id());
  }

  private static Proposal empty(Context context, Fact claim) {
    List<String> elements = PatentFacts.texts(claim, "elements");
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      String text = context.fact(elements.get(i)).map(Fact::content).orElse("");
      rows.add(PatentFacts.say("%d. \"%s\" [%s]: not compared.", i + 1, text, elements.get(i)));
    }
    String content =
        PatentFacts.say(
            "Claim %d [%s]: %s, so there is nothing to chart it against; this is no search of the"
                + " art.\n%s",
            PatentFacts.number(claim, "number"),
            claim.id(),
            ElementComparison.nothing(context, "nothing in %s bears on the invention"),
            String.join("\n", rows));
    Json.Obj data =
        Json.object()
            .put("claim", claim.id())
            .put("elements", elements)
            .put("evidence", List.of())
            .put("missing", elements)
            .put("shown", 0)
            .build();
    List<String> cites = new ArrayList<>(List.of(claim.id()));
    cites.addAll(elements);
    cites.addAll(PatentFacts.ids(context.facts("Searches")));
    return PatentFacts.proposal(VERSION, "Charts", content, data, cites);
  }
}
