package dev.converge.domain.flow;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Proposal;
import dev.converge.domain.patent.claim.ClaimWording;
import dev.converge.domain.patent.search.PatentFacts;
import dev.converge.engine.agent.AgentCall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Says how much of the invention was published before, element by element and in all, once
/// everything that was found has been read; and whether another round of searches is due. It is,
/// while the risk is high and the last round found something. Where nothing that was found can be
/// compared with the invention, nothing is judged: that says something of the collection, not of
/// the invention.
final class ClaimRiskFlagger implements RuleAgent {
  /// Maximum number of search rounds for one matter.
  static final int MAX_ROUNDS = 3;

  static final String NOT_JUDGED = "not judged";

  private static final String VERSION = "3";

  /// Percent of an element that one document has from which its risk is at least medium.
  private static final int SOME = 40;

  /// Percent of an invention that one document has from which the risk is at least medium.
  private static final int MUCH = 40;

  @Override
  public String id() {
    return "claim_risk_flagger";
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public List<Proposal> run(AgentCall call) {
    Context context = call.context();
    int searches = context.facts("Searches").size();
    Optional<Fact> before = PriorArt.verdict(context);
    boolean judged =
        before.filter(fact -> PatentFacts.number(fact, "searches") == searches).isPresent();
    if (judged || !PriorArt.read(call)) {
      return List.of();
    }
    List<Proposal> proposals = new ArrayList<>();
    for (Fact element : context.facts("Elements")) {
      Proposal one = element(context, element);
      if (context.facts("Risks").stream().noneMatch(old -> old.content().equals(one.content()))) {
        proposals.add(one);
      }
    }
    proposals.add(verdict(context, searches, before));
    return proposals;
  }

  private static Proposal element(Context context, Fact element) {
    Optional<Fact> nearest = PriorArt.nearest(context, element);
    int share = nearest.map(fact -> PatentFacts.number(fact, "share")).orElse(0);
    boolean shown = nearest.filter(PriorArt::shows).isPresent();
    boolean compared = !context.facts("Shortlist").isEmpty();
    String level = shown ? "high" : share >= SOME ? "medium" : compared ? "low" : NOT_JUDGED;
    List<String> cites = new ArrayList<>(List.of(element.id()));
    nearest.ifPresent(evidence -> cites.add(evidence.id()));
    String content =
        nearest
            .map(evidence ->
                PatentFacts.say(
                    "%s risk for \"%s\": %d %% of what it says stands in %s, the most of all documents.",
                    ClaimWording.capital(level),
                    element.content(),
                    share,
                    PatentFacts.text(evidence, "patent")))
            .orElse(
                compared
                    ? PatentFacts.say(
                        "Low risk for \"%s\", as far as %s can say: of the documents that bear on"
                            + " the invention none has it.",
                        element.content(), ElementComparison.searched(context))
                    : PatentFacts.say(
                        "Not judged for \"%s\": %s.",
                        element.content(),
                        ElementComparison.nothing(context, "nothing comparable was found in %s")));
    Json.Obj data =
        Json.object()
            .put("scope", "element")
            .put("element", element.id())
            .put("level", level)
            .put("share", share)
            .put("patent", nearest.map(fact -> PatentFacts.text(fact, "patent")).orElse(""))
            .build();
    return PatentFacts.proposal(VERSION, "Risks", content, data, cites);
  }

  private static Proposal verdict(Context context, int searches, Optional<Fact> before) {
    List<Fact> elements = context.facts("Elements");
    List<Fact> shortlist = PriorArt.ranked(context);
    int documents = context.facts("Documents").size();
    int round = 1 + before.map(fact -> PatentFacts.number(fact, "round")).orElse(0);
    boolean news =
        before.isEmpty() || documents > PatentFacts.number(before.orElseThrow(), "documents");
    List<Fact> alone = new ArrayList<>(elements);
    elements.stream().filter(element -> shown(context, element)).forEach(alone::remove);
    String level = level(context, elements, shortlist);
    boolean again = level.equals("high") && round < MAX_ROUNDS && news;
    Json.Obj data =
        Json.object()
            .put("scope", "invention")
            .put("level", level)
            .put("round", round)
            .put("searches", searches)
            .put("documents", documents)
            .put("distinguishing", PatentFacts.ids(alone))
            .put("next", again ? "search" : "draft")
            .build();
    List<String> cites = new ArrayList<>(PatentFacts.ids(elements));
    shortlist.stream().limit(2).forEach(prior -> cites.add(prior.id()));
    return PatentFacts.proposal(
        VERSION, "Risks", said(context, level, round, shortlist, alone, again), data, cites);
  }

  private static String said(
      Context context,
      String level,
      int round,
      List<Fact> shortlist,
      List<Fact> alone,
      boolean again) {
    String searched = ElementComparison.searched(context);
    String rounds = PatentFacts.counted(round, "round") + " of searches";
    int documents = context.facts("Documents").size();
    if (searched.equals(ElementComparison.NO_COLLECTION)) {
      return "Not judged: no collection could be searched, so nothing is known of what bears on the"
          + " invention.";
    }
    if (shortlist.isEmpty()) {
      return PatentFacts.say(
          "Not judged: after %s, nothing in %s bears on the invention%s. This is no search of the"
              + " art: what is not in that collection was not looked at.",
          rounds,
          searched,
          documents == 0
              ? ""
              : " (" + PatentFacts.counted(documents, "document") + " shared only words with it)");
    }
    StringBuilder text = new StringBuilder();
    text.append(
        PatentFacts.say(
            "%s risk for the invention after %s in %s, which found %s, %s of which bear%s on it.",
            ClaimWording.capital(level),
            rounds,
            searched,
            PatentFacts.counted(documents, "document"),
            shortlist.size(),
            shortlist.size() == 1 ? "s" : ""));
    Fact nearest = shortlist.getFirst();
    text.append(
        PatentFacts.say(
            " The nearest is %s, \"%s\": %d %% of what the elements say stands in it.",
            PatentFacts.text(nearest, "patent"),
            PatentFacts.text(nearest, "title"),
            PatentFacts.number(nearest, "share")));
    if (alone.isEmpty()) {
      text.append(" Every element is shown by some document.");
    } else {
      text.append(" No document that was found shows ")
          .append(String.join("; ", alone.stream().map(e -> "\"" + e.content() + "\"").toList()))
          .append(".");
    }
    return text.append(again ? " Another round of searches follows." : "").toString();
  }

  private static boolean shown(Context context, Fact element) {
    return PriorArt.nearest(context, element).filter(PriorArt::shows).isPresent();
  }

  /// High where one document shows every element, medium where two together do or one has much.
  private static String level(Context context, List<Fact> elements, List<Fact> shortlist) {
    if (shortlist.isEmpty()) {
      return NOT_JUDGED;
    }
    Set<String> all = new TreeSet<>(PatentFacts.ids(elements));
    List<Set<String>> shown =
        shortlist.stream().map(prior -> PriorArt.shown(context, prior)).toList();
    if (shown.stream().anyMatch(one -> one.containsAll(all))) {
      return "high";
    }
    int most =
        shortlist.stream().mapToInt(prior -> PatentFacts.number(prior, "share")).max().orElse(0);
    boolean pair =
        shown.stream()
            .anyMatch(one ->
                shown.stream()
                    .anyMatch(two -> {
                      Set<String> both = new TreeSet<>(one);
                      both.addAll(two);
                      return both.containsAll(all);
                    }));
    return pair || most >= MUCH ? "medium" : "low";
  }

  /// By share, the most first.
  static Comparator<Fact> byShare() {
    return Comparator.<Fact>comparingInt(fact -> PatentFacts.number(fact, "share"))
        .reversed()
        .thenComparing(fact -> PatentFacts.text(fact, "patent"));
  }
}
