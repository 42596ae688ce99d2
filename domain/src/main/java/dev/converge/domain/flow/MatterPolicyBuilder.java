package dev.converge.domain.flow;

import dev.converge.core.Fact;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Proposal;
import dev.converge.domain.patent.claim.ClaimElements;
import dev.converge.domain.patent.search.PatentDialect;
import dev.converge.domain.patent.search.PatentFacts;
import dev.converge.domain.patent.search.PatentQuery;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.Confidentiality;
import java.util.List;

/// Says what binds the matter: who may see it, and where is searched and whether that costs money.
/// The runtime enforces the first itself; this is what people read of it.
final class MatterPolicyBuilder implements RuleAgent {
  private static final String VERSION = "2";

  @Override
  public String id() {
    return "matter_policy_builder";
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public List<Proposal> run(AgentCall call) {
    List<String> matters = PatentFacts.ids(MatterSeeds.of(call.context(), "matter:"));
    boolean restricted = Confidentiality.restricted(call.program(), call.context());
    String tier = restricted ? "restricted" : "open";
    String says =
        restricted
            ? "no remote model and no remote search is asked."
            : "models and searches are asked where the job's mode and the wiring say.";
    Proposal policy =
        PatentFacts.proposal(
            VERSION,
            "Policies",
            "The matter is " + tier + ": " + says,
            Json.object().put("confidentiality", tier).build(),
            matters);
    return List.of(policy, order(call, matters));
  }

  private static Proposal order(AgentCall call, List<String> matters) {
    String source =
        call.program()
            .agent(PatentSearchExecutor.ID)
            .map(AgentSpec::requirements)
            .flatMap(needs -> PatentQuery.string(needs, "provider"))
            .orElse("");
    boolean paid = PatentDialect.paid(source);
    List<Fact> inventions = MatterSeeds.of(call.context(), "invention:");
    String content =
        PatentFacts.say(
            "Patents are searched in %s%s: at most %d plans in each of at most %d rounds.",
            source.isEmpty() ? "the server's sources that charge nothing" : source,
            paid ? ", which charges for searches" : "",
            ClaimElements.MAX + 1,
            ClaimRiskFlagger.MAX_ROUNDS);
    List<String> cites = new java.util.ArrayList<>(matters);
    cites.addAll(PatentFacts.ids(inventions));
    return PatentFacts.proposal(
        VERSION,
        "SearchOrders",
        content,
        Json.object().put("source", source).put("paid", paid).build(),
        cites);
  }
}
