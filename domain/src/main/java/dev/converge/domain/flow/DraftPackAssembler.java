package dev.converge.domain.flow;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Proposal;
import dev.converge.domain.patent.search.PatentFacts;
import dev.converge.engine.agent.AgentCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Puts the application together: the specification with its paragraphs numbered, and the claims;
/// with it the report, the charts and the support matrix by their ids.
final class DraftPackAssembler implements RuleAgent {
  private static final String VERSION = "1";

  /// The sections in the order in which an application has them; the abstract comes last.
  private static final List<String> SECTIONS =
      List.of("field", "background", "summary", "description");

  @Override
  public String id() {
    return "draft_pack_assembler";
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public List<Proposal> run(AgentCall call) {
    Context context = call.context();
    List<String> lines = new ArrayList<>();
    in(context, "title").forEach(title -> lines.add(title.content()));
    int number = 0;
    for (String section : SECTIONS) {
      List<Fact> paragraphs = in(context, section);
      if (!paragraphs.isEmpty()) {
        lines.add(section.toUpperCase(Locale.ROOT));
      }
      for (Fact paragraph : paragraphs) {
        number++;
        lines.add(
            String.format(
                Locale.ROOT, "[%04d] %s [%s]", number, paragraph.content(), paragraph.id()));
      }
    }
    lines.add("CLAIMS");
    context.facts("Claims").forEach(claim -> lines.add(claim.content() + " [" + claim.id() + "]"));
    lines.add("ABSTRACT");
    in(context, "abstract").forEach(it -> lines.add(it.content() + " [" + it.id() + "]"));
    List<String> cites = new ArrayList<>();
    Json.Builder data = Json.object();
    for (String key : List.of("Claims", "Paragraphs", "Charts", "Support", "Reports", "Analyses")) {
      List<String> ids = PatentFacts.ids(context.facts(key));
      cites.addAll(ids);
      data.put(key.toLowerCase(Locale.ROOT), ids);
    }
    data.put("paragraph_count", number);
    return List.of(
        PatentFacts.proposal(VERSION, "Packs", String.join("\n", lines), data.build(), cites));
  }

  private static List<Fact> in(Context context, String section) {
    return context.facts("Paragraphs").stream()
        .filter(fact -> PatentFacts.is(fact, "section", section))
        .toList();
  }
}
