package dev.converge.domain.flow;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Proposal;
import dev.converge.domain.patent.search.PatentFacts;
import dev.converge.engine.agent.AgentCall;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Records who approved what, and in which role: a line of the file for each approval that took
/// effect.
final class PatentApprovalRecorder implements RuleAgent {
  private static final String VERSION = "1";

  @Override
  public String id() {
    return "patent_approval_recorder";
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public List<Proposal> run(AgentCall call) {
    Context context = call.context();
    Set<String> recorded = new HashSet<>();
    context.facts("Records").forEach(record -> recorded.addAll(record.cites()));
    List<Proposal> all = new ArrayList<>();
    for (Fact decision : context.facts("Decisions")) {
      if (!recorded.contains(decision.id()) && !decision.cites().isEmpty()) {
        all.add(record(context, decision));
      }
    }
    return all;
  }

  private static Proposal record(Context context, Fact decision) {
    String approved = decision.cites().getFirst();
    boolean silent =
        decision.data() != null
            && decision.data().get("by_deadline").filter(Json.of(true)::equals).isPresent();
    String who =
        silent
            ? "Nobody decided in time, so it stands approved"
            : PatentFacts.say(
                "%s approved as %s",
                PatentFacts.text(decision, "actor"), PatentFacts.text(decision, "role"));
    String pack = context.fact(approved).map(fact -> PatentFacts.text(fact, "pack")).orElse("");
    String comment = decision.content().isBlank() ? "" : " Comment: " + decision.content();
    String content =
        PatentFacts.say(
            "%s: %s [%s]%s, by decision [%s].%s",
            who,
            approved,
            approved,
            pack.isEmpty() ? "" : " of [" + pack + "]",
            decision.id(),
            comment);
    Json.Obj data =
        Json.object()
            .put("approved", approved)
            .put("actor", PatentFacts.text(decision, "actor"))
            .put("role", PatentFacts.text(decision, "role"))
            .build();
    List<String> cites = new ArrayList<>(List.of(decision.id(), approved));
    if (!pack.isEmpty()) {
      cites.add(pack);
    }
    return PatentFacts.proposal(VERSION, "Records", content, data, cites);
  }
}
