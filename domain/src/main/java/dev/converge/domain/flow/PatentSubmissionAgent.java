package dev.converge.domain.flow;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Proposal;
import dev.converge.domain.patent.search.PatentFacts;
import dev.converge.engine.agent.AgentCall;
import java.util.ArrayList;
import java.util.List;

/// Asks that the draft pack be submitted. It submits nothing: what becomes a fact is a person's
/// consent.
final class PatentSubmissionAgent implements RuleAgent {
  private static final String VERSION = "1";

  @Override
  public String id() {
    return "patent_submission_agent";
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public List<Proposal> run(AgentCall call) {
    Context context = call.context();
    Fact pack = context.facts("Packs").getLast();
    Fact matter = context.facts("Matters").getFirst();
    List<Proposal> alerts = PatentAlertAgent.alerts(context);
    List<String> lines = new ArrayList<>();
    lines.add(
        PatentFacts.say(
            "Submit %s [%s] for \"%s\" [%s]: %s, %s, %s of support, %s.",
            pack.id(),
            pack.id(),
            PatentFacts.text(matter, "title"),
            matter.id(),
            PatentFacts.counted(PatentFacts.texts(pack, "claims").size(), "claim"),
            PatentFacts.counted(PatentFacts.number(pack, "paragraph_count"), "paragraph"),
            PatentFacts.counted(PatentFacts.texts(pack, "support").size(), "table"),
            PatentFacts.counted(PatentFacts.texts(pack, "charts").size(), "chart")));
    lines.add(
        alerts.isEmpty()
            ? "Nothing calls for a closer look."
            : "To look at first (" + alerts.size() + "):");
    alerts.forEach(alert -> lines.add("- " + alert.content()));
    List<String> cites = new ArrayList<>(List.of(pack.id(), matter.id()));
    alerts.forEach(alert -> cites.addAll(alert.cites()));
    Json.Obj data =
        Json.object()
            .put("pack", pack.id())
            .put("alerts", alerts.size())
            .put(
                "confidentiality",
                PatentFacts.text(context.facts("Policies").getFirst(), "confidentiality"))
            .build();
    return List.of(
        PatentFacts.proposal(VERSION, "Submissions", String.join("\n", lines), data, cites));
  }
}
