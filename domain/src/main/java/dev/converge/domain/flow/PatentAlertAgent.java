package dev.converge.domain.flow;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Proposal;
import dev.converge.domain.patent.search.PatentFacts;
import dev.converge.engine.agent.AgentCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Says what whoever decides should look at first; nothing where there is nothing.
final class PatentAlertAgent implements RuleAgent {
  private static final String VERSION = "3";

  @Override
  public String id() {
    return "patent_alert_agent";
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public List<Proposal> run(AgentCall call) {
    return alerts(call.context());
  }

  /// What there is to look at, the gravest first.
  static List<Proposal> alerts(Context context) {
    List<Proposal> all = new ArrayList<>();
    MatterSeeds.orders(context)
        .forEach(order -> all.add(alert("high", order.said(), List.of(order.seed()))));
    PriorArt.verdict(context)
        .filter(fact -> !PatentFacts.is(fact, "level", "low"))
        .ifPresent(fact -> all.add(alert(severity(fact), fact.content(), List.of(fact))));
    for (Fact support : context.facts("Support")) {
      List<String> terms = PatentFacts.texts(support, "unsupported");
      if (!terms.isEmpty()) {
        String text =
            PatentFacts.say(
                "The description does not support %s of %s.",
                String.join(", ", terms), PatentFacts.text(support, "claim"));
        all.add(alert("high", text, List.of(support)));
      }
    }
    Optional<Fact> undated =
        context.facts("Matters").stream()
            .filter(fact -> PatentFacts.text(fact, "priority").isEmpty())
            .findFirst();
    undated.ifPresent(fact -> {
      String text = "No priority date is named, so every document that was found counts.";
      all.add(alert("medium", text, List.of(fact)));
    });
    for (Fact analysis : context.facts("Analyses")) {
      boolean dangling = !PatentFacts.texts(analysis, "dangling").isEmpty();
      boolean absurd =
          !PatentFacts.texts(analysis, "contradictions").isEmpty()
              || !PatentFacts.texts(analysis, "impossible").isEmpty();
      if (absurd || dangling || !PatentFacts.texts(analysis, "vague").isEmpty()) {
        String severity = absurd ? "high" : dangling ? "medium" : "low";
        all.add(alert(severity, analysis.content(), List.of(analysis)));
      }
    }
    return all;
  }

  /// What was not judged is to be searched for elsewhere before anything is submitted.
  private static String severity(Fact verdict) {
    return PatentFacts.is(verdict, "level", ClaimRiskFlagger.NOT_JUDGED)
        ? "medium"
        : PatentFacts.text(verdict, "level");
  }

  private static Proposal alert(String severity, String text, List<Fact> of) {
    List<String> cites = new ArrayList<>(PatentFacts.ids(of));
    of.forEach(fact -> cites.addAll(fact.cites()));
    return PatentFacts.proposal(
        VERSION, "Alerts", text, Json.object().put("severity", severity).build(), cites);
  }
}
