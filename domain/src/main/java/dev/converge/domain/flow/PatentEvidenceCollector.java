package dev.converge.domain.flow;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Citation;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.domain.patent.Passage;
import dev.converge.domain.patent.match.Match;
import dev.converge.domain.patent.match.Term;
import dev.converge.domain.patent.search.PatentFacts;
import dev.converge.engine.agent.AgentCall;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds the passages of each document that bear on each element. A document that does not bear on
/// the invention as a whole gives none, however many words it shares; an element is shown only
/// where the thing that it is stands in the document, together with most of the rest.
final class PatentEvidenceCollector implements RuleAgent {
  private static final String VERSION = "4";

  private static final int PERCENT = 100;

  @Override
  public String id() {
    return "patent_evidence_collector";
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public List<Proposal> run(AgentCall call) {
    Context context = call.context();
    Set<String> cited = new HashSet<>();
    context.facts("Evidence").forEach(fact -> cited.addAll(fact.cites()));
    ElementComparison comparison = ElementComparison.of(context);
    List<Proposal> proposals = new ArrayList<>();
    for (Fact document : context.facts("Documents")) {
      if (!cited.contains(document.id())) {
        ElementComparison.Held held = comparison.held(document);
        if (held.bears()) {
          collect(comparison, held, proposals);
        }
      }
    }
    return proposals;
  }

  /// What a document that bears on the invention has of its elements; at least of the one of which
  /// it has most.
  private static void collect(
      ElementComparison comparison, ElementComparison.Held held, List<Proposal> proposals) {
    int before = proposals.size();
    Optional<Proposal> best = Optional.empty();
    int most = 0;
    for (Fact element : comparison.elements()) {
      Match match = comparison.match(held, element);
      if (match.touches() || match.shows()) {
        proposals.add(proposal(held, element, match));
      } else if (match.share() > most) {
        most = match.share();
        best = Optional.of(proposal(held, element, match));
      }
    }
    if (proposals.size() == before) {
      best.ifPresent(proposals::add);
    }
  }

  private static Proposal proposal(ElementComparison.Held held, Fact element, Match match) {
    Fact document = held.document();
    Passage passage = held.text().passages().get(match.best());
    String patent = PatentFacts.text(document, "patent");
    String strength = match.shows() ? "shows" : "touches";
    List<String> shown = match.met().stream().map(Term::name).toList();
    List<String> absent = match.missing().stream().map(Term::name).toList();
    int share = Math.max(1, match.share());
    Json.Obj data =
        Json.object()
            .put("patent", patent)
            .put("element", element.id())
            .put("share", share)
            .put("strength", strength)
            .put("where", passage.where())
            .put("source", PatentFacts.text(document, "source"))
            .put("url", PatentFacts.text(document, "url"))
            .put("query", PatentFacts.text(document, "query"))
            .put("position", PatentFacts.number(document, "position"))
            .put("terms", shown)
            .put("missing", absent)
            .build();
    String content =
        "%s %s \"%s\" (%s%s). Its %s: \"%s\""
            .formatted(
                patent,
                strength,
                element.content(),
                String.join(", ", shown),
                absent.isEmpty() ? "" : "; not " + String.join(", ", absent),
                passage.where(),
                passage.text());
    String url = PatentFacts.text(document, "url");
    return new Proposal(
        "Evidence",
        null,
        content,
        data,
        share / (double) PERCENT,
        List.of(document.id(), element.id()),
        List.of(
            new Citation(
                url.isEmpty() ? patent : url, PatentFacts.text(document, "title"), passage.text())),
        Provenance.rule(VERSION));
  }
}
