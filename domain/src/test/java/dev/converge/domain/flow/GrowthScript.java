package dev.converge.domain.flow;

import dev.converge.core.Fact;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.core.proposal.Seed;
import dev.converge.engine.agent.AgentCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// What the model-backed agents of growth-strategy answer in tests: as little as their contracts
/// ask for, made from the facts that they read.
final class GrowthScript implements Function<AgentCall, List<Proposal>> {
  static final List<Seed> SEEDS =
      List.of(
          new Seed("market:nordic-b2b", "Nordic B2B SaaS, buyers ask for GDPR-safe tooling", null),
          new Seed("product:ledger", "Bookkeeping automation with audit trail", null),
          new Seed("goal:arr", "Grow ARR by 50% within 12 months", null));

  private final String agent;
  private final UnaryOperator<List<Proposal>> change;

  private GrowthScript(String agent, UnaryOperator<List<Proposal>> change) {
    this.agent = agent;
    this.change = change;
  }

  static GrowthScript honest() {
    return new GrowthScript("", answer -> answer);
  }

  /// One agent says something else.
  static GrowthScript but(String agent, UnaryOperator<Proposal> change) {
    return new GrowthScript(agent, answer -> answer.stream().map(change).toList());
  }

  @Override
  public List<Proposal> apply(AgentCall call) {
    List<Proposal> answer = new ArrayList<>();
    for (AgentSpec.Output output : call.spec().outputs()) {
      if (output.forEach().isEmpty()) {
        for (int i = 1; i <= output.min(); i++) {
          answer.add(proposal(call, output, "%s %d".formatted(output.key(), i), cites(call)));
        }
      } else {
        for (Fact fact : call.context().facts(output.forEach())) {
          answer.add(proposal(call, output, output.key() + " on " + fact.id(), List.of(fact.id())));
        }
      }
    }
    return call.spec().id().equals(agent) ? change.apply(answer) : answer;
  }

  private static List<String> cites(AgentCall call) {
    return call.spec().eligibility().allOf().stream()
        .map(key -> call.context().facts(key).getFirst().id())
        .toList();
  }

  private static Proposal proposal(
      AgentCall call, AgentSpec.Output output, String content, List<String> cites) {
    Json.Builder data = Json.object();
    output
        .fields()
        .forEach(field -> {
          switch (field.type()) {
            case STRING ->
                data.put(field.name(), field.oneOf().isEmpty() ? "text" : field.oneOf().getFirst());
            case INTEGER, NUMBER -> data.put(field.name(), mark(cites, field.max()));
            case BOOLEAN -> data.put(field.name(), true);
            case LIST -> data.put(field.name(), List.of());
          }
        });
    return new Proposal(
        output.key(),
        null,
        content,
        data.build(),
        0.8,
        cites,
        List.of(),
        new Provenance(Provenance.Origin.OFFLINE, call.spec().id(), null, null));
  }

  /// Another mark for each strategy.
  private static double mark(List<String> cites, double max) {
    String id = cites.getFirst();
    return Math.min(max, 3 + (id.charAt(id.length() - 1) - '0') % 7);
  }

  static Proposal saying(Proposal p, String content) {
    return new Proposal(
        p.key(),
        p.factId(),
        content,
        Objects.requireNonNull(p.data()),
        p.confidence(),
        p.cites(),
        p.citations(),
        p.provenance());
  }

  static Proposal sure(Proposal p, double confidence) {
    return new Proposal(
        p.key(),
        p.factId(),
        p.content(),
        Objects.requireNonNull(p.data()),
        confidence,
        p.cites(),
        p.citations(),
        p.provenance());
  }
}
