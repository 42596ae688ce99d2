package dev.converge.domain.flow;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Proposal;
import dev.converge.domain.patent.PatentText;
import dev.converge.domain.patent.ReaderOrders;
import dev.converge.domain.patent.claim.ClaimWording;
import dev.converge.domain.patent.search.PatentFacts;
import dev.converge.domain.patent.search.PriorityDate;
import dev.converge.engine.agent.AgentCall;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/// Says what the matter is: its title, its kind, its field and its dates; and sets apart what was
/// disclosed of the invention from what is only about the matter.
final class MatterContextBuilder implements RuleAgent {
  private static final String VERSION = "4";
  private static final int MAX_STATEMENTS = 100;

  @Override
  public String id() {
    return "matter_context_builder";
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public List<Proposal> run(AgentCall call) {
    Context context = call.context();
    List<Proposal> proposals = new ArrayList<>();
    proposals.add(matter(context));
    String subject = MatterSeeds.subject(context);
    for (String prefix : MatterSeeds.DISCLOSURE) {
      for (Fact seed : MatterSeeds.of(context, prefix)) {
        for (String sentence : PatentText.sentences(ReaderOrders.without(seed.content()))) {
          if (proposals.size() <= MAX_STATEMENTS) {
            proposals.add(statement(prefix, seed, sentence, subject));
          }
        }
      }
    }
    return proposals;
  }

  private static Proposal statement(String prefix, Fact seed, String sentence, String subject) {
    return PatentFacts.proposal(
        VERSION,
        "Statements",
        prefix.equals("feature:")
            ? ClaimWording.has(subject, ClaimWording.part(sentence, subject))
            : ClaimWording.sentence(sentence),
        Json.object().put("kind", prefix.substring(0, prefix.length() - 1)).build(),
        List.of(seed.id()));
  }

  private static Proposal matter(Context context) {
    String subject = MatterSeeds.subject(context);
    String title = ClaimWording.title(subject);
    String priority = PriorityDate.of(context).map(LocalDate::toString).orElse("");
    String kind = ClaimWording.method(subject) ? "method" : "product";
    List<String> about = new ArrayList<>();
    for (String field : List.of("reference", "client", "jurisdiction", "deadline")) {
      MatterSeeds.said(context, field)
          .ifPresent(said -> about.add(ClaimWording.capital(field) + ": " + said + "."));
    }
    String content =
        PatentFacts.say(
            "%s. It is a %s.%s %s",
            subject,
            kind,
            priority.isEmpty()
                ? " No priority date is named."
                : " Its priority date is " + priority + ".",
            String.join(" ", about));
    Json.Obj data =
        Json.object()
            .put("title", title)
            .put("subject", subject)
            .put("kind", kind)
            .put("priority", priority)
            .build();
    List<String> cites = new ArrayList<>();
    for (String prefix : List.of("invention:", "matter:", "priority:")) {
      cites.addAll(PatentFacts.ids(MatterSeeds.of(context, prefix)));
    }
    return PatentFacts.proposal(VERSION, "Matters", content.strip(), data, cites);
  }
}
