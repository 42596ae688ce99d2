package dev.converge.domain.flow;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Citation;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.domain.patent.claim.ClaimWording;
import dev.converge.domain.patent.search.PatentFacts;
import dev.converge.engine.agent.AgentCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Drafts the specification, a fact for each paragraph: title, field, background, summary,
/// description, abstract. The description says what was disclosed and nothing else, so what only a
/// drafted claim says finds no support there.
final class SpecDraftBuilder implements RuleAgent {
  private static final String VERSION = "2";

  /// Documents that the background names.
  private static final int NEAREST = 3;

  /// An application does not say on which facts its sentences rest; the paragraph cites them.
  private static final Pattern REFERENCES =
      Pattern.compile("\\s*\\[statement:\\d+(?:, statement:\\d+)*]");

  /// Maximum number of words of an abstract, as patent offices require.
  private static final int MAX_ABSTRACT = 150;

  @Override
  public String id() {
    return "spec_draft_builder";
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public List<Proposal> run(AgentCall call) {
    Context context = call.context();
    List<Proposal> out = new ArrayList<>();
    Fact matter = context.facts("Matters").getFirst();
    String subject = PatentFacts.text(matter, "subject");
    add(out, "title", PatentFacts.text(matter, "title"), List.of(matter.id()));
    String field = "The invention concerns " + ClaimWording.lower(subject);
    add(out, "field", field + ".", List.of(matter.id()));
    background(context, out);
    for (Fact summary : context.facts("Summaries")) {
      List<String> cites = new ArrayList<>(List.of(summary.id()));
      cites.addAll(summary.cites());
      String bare = REFERENCES.matcher(summary.content()).replaceAll("");
      add(out, "summary", bare.strip().replaceAll("\\s+", " "), cites);
    }
    description(context, out);
    add(out, "abstract", brief(context, subject), abstractCites(context));
    return out;
  }

  private static void background(Context context, List<Proposal> out) {
    statements(context, "problem", "background", "", out);
    for (Fact prior : PriorArt.near(context).stream().limit(NEAREST).toList()) {
      List<Fact> evidence =
          prior.cites().stream()
              .flatMap(id -> context.fact(id).stream())
              .filter(fact -> fact.key().equals("Evidence"))
              .sorted(ClaimRiskFlagger.byShare())
              .toList();
      if (evidence.isEmpty() || evidence.getFirst().citations().isEmpty()) {
        continue;
      }
      Citation source = evidence.getFirst().citations().getFirst();
      String passage = source.passage() == null ? "" : source.passage();
      String text =
          PatentFacts.say(
              "%s, \"%s\", published on %s, says in its %s: \"%s\"",
              PatentFacts.text(prior, "patent"),
              PatentFacts.text(prior, "title"),
              PatentFacts.text(prior, "published"),
              PatentFacts.text(evidence.getFirst(), "where"),
              passage);
      out.add(
          proposal(
              out.size() + 1,
              "background",
              text,
              List.of(prior.id(), evidence.getFirst().id()),
              List.of(source)));
    }
  }

  private static void description(Context context, List<Proposal> out) {
    statements(context, "invention", "description", "", out);
    statements(context, "feature", "description", "", out);
    statements(context, "embodiment", "description", "In one embodiment: ", out);
    statements(context, "advantage", "description", "", out);
  }

  /// A paragraph for each seed, of its sentences.
  private static void statements(
      Context context, String kind, String section, String before, List<Proposal> out) {
    Map<String, List<Fact>> bySeed = new LinkedHashMap<>();
    for (Fact statement : context.facts("Statements")) {
      if (PatentFacts.is(statement, "kind", kind)) {
        bySeed.computeIfAbsent(statement.cites().getFirst(), _ -> new ArrayList<>()).add(statement);
      }
    }
    for (List<Fact> said : bySeed.values()) {
      String text = String.join(" ", said.stream().map(Fact::content).toList());
      add(out, section, before + text, PatentFacts.ids(said));
    }
  }

  private static String brief(Context context, String subject) {
    List<String> sentences = new ArrayList<>(List.of(ClaimWording.sentence(subject)));
    for (Fact kernel : context.facts("ClaimSeeds")) {
      if (PatentFacts.is(kernel, "role", "part")) {
        sentences.add(ClaimWording.has(subject, kernel.content()));
      }
    }
    StringBuilder text = new StringBuilder();
    int words = 0;
    for (String sentence : sentences) {
      words += sentence.split("\\s+", -1).length;
      if (words <= MAX_ABSTRACT) {
        text.append(text.isEmpty() ? "" : " ").append(sentence);
      }
    }
    return text.toString();
  }

  private static List<String> abstractCites(Context context) {
    List<String> cites = new ArrayList<>(PatentFacts.ids(context.facts("Matters")));
    cites.addAll(PatentFacts.ids(context.facts("ClaimSeeds")));
    return cites;
  }

  private static void add(List<Proposal> out, String section, String text, List<String> cites) {
    out.add(proposal(out.size() + 1, section, text, cites, List.of()));
  }

  private static Proposal proposal(
      int number, String section, String text, List<String> cites, List<Citation> citations) {
    Json.Obj data = Json.object().put("number", number).put("section", section).build();
    return new Proposal(
        "Paragraphs", null, text, data, 1, cites, citations, Provenance.rule(VERSION));
  }
}
