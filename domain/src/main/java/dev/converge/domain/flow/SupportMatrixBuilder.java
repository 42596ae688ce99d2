package dev.converge.domain.flow;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Proposal;
import dev.converge.domain.patent.PatentText;
import dev.converge.domain.patent.claim.ClaimTerms;
import dev.converge.domain.patent.search.PatentFacts;
import dev.converge.engine.agent.AgentCall;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Says for every term of every claim which paragraphs of the description have it. What only the
/// title, the background, the summary or the abstract say supports nothing: a summary may be a
/// model's.
final class SupportMatrixBuilder implements RuleAgent {
  private static final String VERSION = "1";
  private static final String SUPPORTING = "description";

  private record Read(Fact paragraph, List<List<String>> sentences) {
    boolean has(String term) {
      return sentences.stream().anyMatch(stems -> ClaimTerms.supports(stems, term));
    }
  }

  @Override
  public String id() {
    return "support_matrix_builder";
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public List<Proposal> run(AgentCall call) {
    Context context = call.context();
    List<Read> paragraphs =
        context.facts("Paragraphs").stream()
            .filter(fact -> PatentFacts.is(fact, "section", SUPPORTING))
            .map(fact ->
                new Read(
                    fact,
                    PatentText.sentences(fact.content()).stream().map(PatentText::stems).toList()))
            .toList();
    return context.facts("Claims").stream().map(claim -> support(claim, paragraphs)).toList();
  }

  private static Proposal support(Fact claim, List<Read> paragraphs) {
    List<String> supported = new ArrayList<>();
    List<String> unsupported = new ArrayList<>();
    Set<String> used = new LinkedHashSet<>();
    List<String> rows = new ArrayList<>();
    for (String term : PatentFacts.texts(claim, "terms")) {
      List<String> having =
          paragraphs.stream()
              .filter(read -> read.has(term))
              .map(read -> read.paragraph().id())
              .toList();
      (having.isEmpty() ? unsupported : supported).add(term);
      used.addAll(having);
      rows.add(
          term
              + ": "
              + (having.isEmpty() ? "no paragraph" : "[" + String.join(", ", having) + "]"));
    }
    String content =
        PatentFacts.say(
            "Claim %d [%s]: %d of %s supported by the description.\n%s",
            PatentFacts.number(claim, "number"),
            claim.id(),
            supported.size(),
            PatentFacts.counted(supported.size() + unsupported.size(), "term"),
            String.join("\n", rows));
    Json.Obj data =
        Json.object()
            .put("claim", claim.id())
            .put("supported", supported)
            .put("unsupported", unsupported)
            .put("paragraphs", List.copyOf(used))
            .build();
    List<String> cites = new ArrayList<>(List.of(claim.id()));
    cites.addAll(used);
    return PatentFacts.proposal(VERSION, "Support", content, data, cites);
  }
}
