package dev.converge.domain.flow;

import dev.converge.core.Fact;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.domain.patent.search.PatentDialect;
import dev.converge.domain.patent.search.PatentQuery;
import dev.converge.engine.agent.AgentCall;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Turns each query into a plan: how many of its terms a document must meet, which words must stand
/// near each other to count for more, and how each source would be asked in its own language.
final class PatentOperatorPlanner implements RuleAgent {
  private static final String VERSION = "3";
  private static final int DISTANCE = 4;

  /// Of so many terms a document must meet two, of fewer one.
  private static final int MANY = 5;

  @Override
  public String id() {
    return "patent_operator_planner";
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public List<Proposal> run(AgentCall call) {
    Set<String> planned = new HashSet<>();
    call.context().facts("Plans").forEach(plan -> planned.addAll(plan.cites()));
    return call.context().facts("Queries").stream()
        .filter(query -> !planned.contains(query.id()))
        .map(PatentOperatorPlanner::plan)
        .toList();
  }

  private static Proposal plan(Fact fact) {
    Json.Obj data = fact.data() == null ? Json.Obj.EMPTY : fact.data();
    PatentQuery query = query(data);
    Json.Builder plan = PlanRole.of(data).in(query.data());
    for (PatentDialect dialect : PatentDialect.values()) {
      plan.put(dialect.source(), dialect.write(query));
    }
    plan.put("language", PatentQuery.string(data, "language").orElse(""));
    plan.put("about", PatentQuery.string(data, "about").orElse(fact.content()));
    String content =
        "For %s: at least %d of %d terms%s%s. In words of the local index: %s"
            .formatted(
                PatentQuery.string(data, "about").orElse(fact.content()),
                query.minimum(),
                query.groups().size(),
                query.near().isEmpty() ? "" : ", rather those with words near each other",
                query.before() == null ? "" : ", published before " + query.before(),
                PatentDialect.LOCAL.write(query));
    return new Proposal(
        "Plans",
        null,
        content,
        plan.build(),
        1,
        List.of(fact.id()),
        List.of(),
        Provenance.rule(VERSION));
  }

  private static PatentQuery query(Json.Obj data) {
    List<PatentQuery.Group> groups =
        PatentQuery.strings(data, "terms").stream().map(PatentQuery.Group::parse).toList();
    List<PatentQuery.Proximity> near = new ArrayList<>();
    for (String pair : PatentQuery.strings(data, "pairs")) {
      String[] words = pair.split(" ", -1);
      if (words.length == 2 && near.size() < PatentQuery.MAX_NEAR) {
        near.add(new PatentQuery.Proximity(words[0], words[1], DISTANCE));
      }
    }
    return new PatentQuery(
        groups,
        groups.size() < MANY ? 1 : 2,
        near,
        PatentQuery.strings(data, "cpc"),
        PatentQuery.string(data, "before")
            .filter(day -> !day.isEmpty())
            .map(LocalDate::parse)
            .orElse(null),
        PatentSearchExecutor.HITS);
  }
}
