package dev.converge.domain.flow;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.domain.patent.Language;
import dev.converge.domain.patent.claim.ClaimReferences;
import dev.converge.domain.patent.claim.ClaimSteps;
import dev.converge.domain.patent.claim.ClaimTerms;
import dev.converge.domain.patent.claim.ClaimWording;
import dev.converge.domain.patent.claim.ForeignClaims;
import dev.converge.domain.patent.search.PatentFacts;
import dev.converge.domain.patent.search.PatentQuery;
import dev.converge.engine.agent.AgentCall;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Words the claims, once the searching is over. Broad: the subject with as few parts as no
/// document that was found shows all of, and what these parts refer back to. Fallback: each further
/// part in a claim that depends on what introduces it. Method: the broad claim as what is done.
final class ClaimStrategyBuilder implements RuleAgent {
  private static final String VERSION = "4";

  /// Parts of a claim below which it says too little.
  private static final int FEWEST = 2;

  /// What the ids of claims begin with.
  private static final String CLAIM = "claim-";

  /// Parts of the broad claim where nothing was found that it could be held against.
  private static final int UNJUDGED = 4;

  /// What claims are made of: the subject is the first element.
  ///
  /// @param broad the parts of the broad claim, in their order
  /// @param free whether no document that was found shows all of the broad claim
  /// @param compared whether anything that was found can be compared with the invention
  /// @param drafted whether somebody drafted claims, whose words stay
  /// @param language in which the invention is told
  private record Parts(
      Fact subject,
      List<Fact> parts,
      List<Fact> broad,
      boolean free,
      boolean compared,
      boolean drafted,
      Language language) {
    /// A text with each thing brought in once.
    String settled(String before, String text) {
      return drafted || foreign() ? text : ClaimWording.settled(before, text);
    }

    /// Whether it is told in a language of which only the words that join are known.
    boolean foreign() {
      return ForeignClaims.has(language);
    }

    /// The words of parts, without those that join them.
    String told(List<String> ids) {
      List<Fact> all = new ArrayList<>(List.of(subject));
      all.addAll(parts);
      return String.join(
          "; ", all.stream().filter(part -> ids.contains(part.id())).map(Fact::content).toList());
    }

    String dependent(int on, Fact part) {
      return foreign()
          ? ForeignClaims.dependent(language, subject.content(), on, part.content())
          : ClaimWording.dependent(subject.content(), on, part.content());
    }

    /// Whether one of the parts says something that is done, of which a method could be claimed.
    boolean done() {
      return broad.stream().anyMatch(part -> ClaimSteps.acts(part.content()));
    }

    boolean method() {
      return ClaimWording.method(subject.content());
    }

    List<Fact> rest() {
      return parts.stream().filter(part -> !broad.contains(part)).toList();
    }

    String independent(boolean steps) {
      List<String> texts = broad.stream().map(Fact::content).toList();
      return foreign()
          ? ForeignClaims.independent(language, subject.content(), texts)
          : ClaimWording.independent(subject.content(), texts, steps);
    }

    List<String> broadIds() {
      List<String> ids = new ArrayList<>(List.of(subject.id()));
      broad.forEach(part -> ids.add(part.id()));
      return ids;
    }
  }

  @Override
  public String id() {
    return "claim_strategy_builder";
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public List<Proposal> run(AgentCall call) {
    Context context = call.context();
    if (!PriorArt.settled(context) || !context.facts("Claims").isEmpty()) {
      return List.of();
    }
    Parts parts = parts(context);
    List<Proposal> claims = new ArrayList<>();
    boolean method = parts.method();
    List<String> broad = parts.broadIds();
    claims.add(claim(parts, claims, "", broad, parts.independent(method), method));
    fallbacks(parts, claims);
    int last = claims.size();
    if (!method && !parts.foreign() && parts.done()) {
      claims.add(claim(parts, claims, "", broad, parts.independent(true), true));
    }
    List<Proposal> all = new ArrayList<>(strategies(context, parts, last));
    all.addAll(claims);
    return all;
  }

  /// The fewest parts that no document shows all of: a part and what it refers back to, with the
  /// earliest others where that is too little to claim; among equals those of the earliest part.
  private static Parts parts(Context context) {
    List<Fact> elements = context.facts("Elements");
    Fact subject = elements.getFirst();
    List<Fact> parts = elements.subList(1, elements.size());
    List<Set<String>> shown =
        PriorArt.ranked(context).stream().map(prior -> PriorArt.shown(context, prior)).toList();
    List<Fact> best = parts;
    boolean free = free(subject, parts, shown);
    for (Fact part : parts) {
      List<Fact> some = with(subject, part, parts);
      if (some.size() < best.size() && free(subject, some, shown)) {
        best = some;
      }
    }
    boolean compared = !shown.isEmpty();
    boolean drafted =
        context.facts("ClaimSeeds").stream().anyMatch(ClaimStrategyBuilder::undisclosed);
    boolean fewest = compared || drafted;
    List<Fact> broad = fewest ? best : parts.subList(0, Math.min(UNJUDGED, parts.size()));
    return new Parts(subject, parts, broad, free, compared, drafted, language(elements));
  }

  private static Language language(List<Fact> elements) {
    return Language.of(String.join(". ", elements.stream().map(Fact::content).toList()));
  }

  private static boolean undisclosed(Fact seed) {
    return seed.data() != null
        && seed.data().get("disclosed").filter(Json.of(false)::equals).isPresent();
  }

  private static boolean free(Fact subject, List<Fact> parts, List<Set<String>> shown) {
    Set<String> ids = new HashSet<>(List.of(subject.id()));
    parts.forEach(part -> ids.add(part.id()));
    return shown.stream().noneMatch(one -> one.containsAll(ids));
  }

  private static List<Fact> with(Fact subject, Fact part, List<Fact> parts) {
    Set<Fact> taken = new HashSet<>(List.of(part));
    for (int i = parts.indexOf(part) - 1; i >= 0; i--) {
      Fact earlier = parts.get(i);
      boolean needed =
          taken.stream()
              .anyMatch(one ->
                  ClaimReferences.introduces(subject.content(), earlier.content(), one.content()));
      if (needed) {
        taken.add(earlier);
      }
    }
    for (int i = 0; i < parts.size() && taken.size() < FEWEST; i++) {
      taken.add(parts.get(i));
    }
    return parts.stream().filter(taken::contains).toList();
  }

  /// Each further part in a claim of its own, which depends on the last before it that introduces
  /// what the part refers back to, else on the broad claim.
  private static void fallbacks(Parts parts, List<Proposal> claims) {
    List<Fact> rest = parts.rest();
    for (int i = 0; i < rest.size(); i++) {
      Fact part = rest.get(i);
      int on = 1;
      for (int j = 0; j < i; j++) {
        boolean needed =
            ClaimReferences.introduces(
                parts.subject().content(), rest.get(j).content(), part.content());
        on = needed ? 2 + j : on;
      }
      String text = parts.dependent(on, part);
      claims.add(claim(parts, claims, CLAIM + on, List.of(part.id()), text, parts.method()));
    }
  }

  /// What a claim and those that it depends on say.
  private static String before(List<Proposal> claims, int number) {
    Proposal claim = claims.get(number - 1);
    Json.Obj data = claim.data() == null ? Json.Obj.EMPTY : claim.data();
    List<String> on = PatentQuery.strings(data, "depends_on");
    String earlier =
        on.isEmpty()
            ? ""
            : before(claims, Integer.parseInt(on.getFirst().substring(CLAIM.length())));
    return earlier + " " + claim.content();
  }

  /// The next claim; its terms are those of the disclosure's own words.
  private static Proposal claim(
      Parts parts,
      List<Proposal> claims,
      String on,
      List<String> elements,
      String text,
      boolean method) {
    int number = claims.size() + 1;
    boolean alone = on.isEmpty();
    String strategy = !alone ? "strategy:2" : number == 1 ? "strategy:1" : "strategy:3";
    String before = alone ? "" : before(claims, Integer.parseInt(on.substring(CLAIM.length())));
    Json.Obj data =
        Json.object()
            .put("number", number)
            .put("kind", alone ? "independent" : "dependent")
            .put("category", method ? "method" : "product")
            .put("depends_on", alone ? List.of() : List.of(on))
            .put("elements", elements)
            .put("terms", ClaimTerms.of(parts.foreign() ? parts.told(elements) : text))
            .build();
    List<String> cites = new ArrayList<>(List.of(strategy));
    cites.addAll(elements);
    return proposal(
        "Claims", CLAIM + number, number + ". " + parts.settled(before, text), data, cites);
  }

  private static List<Proposal> strategies(Context context, Parts parts, int last) {
    Fact verdict = PriorArt.verdict(context).orElseThrow();
    List<String> broad = parts.broadIds();
    List<String> rest = PatentFacts.ids(parts.rest());
    String method =
        parts.method()
            ? "Method: claim 1 itself claims what is done."
            : parts.foreign()
                ? "Method: there is no such claim; what is done is claimed in English only."
                : PatentFacts.say(
                    "Method: claim %d claims what is done with the subject of claim 1, with the same"
                        + " parts.",
                    last + 1);
    return List.of(
        strategy(1, "broad", broad(parts), broad, verdict),
        strategy(
            2, "fallback", fallback(context, parts, last), rest.isEmpty() ? broad : rest, verdict),
        strategy(3, "method", method, broad, verdict));
  }

  private static String broad(Parts parts) {
    return PatentFacts.say(
        "Broad: claim 1 takes the subject and %d of %s. %s",
        parts.broad().size(),
        PatentFacts.counted(parts.parts().size(), "part"),
        !parts.compared()
            ? "Nothing that was found can be compared with it, so how broad it may be is not judged."
            : parts.free()
                ? "No document that was found shows all of that."
                : "A document that was found shows all of that, so the claim is not new as it"
                    + " stands.");
  }

  private static String fallback(Context context, Parts parts, int last) {
    if (parts.rest().isEmpty()) {
      return "Fallback: there is none; claim 1 takes every part that was disclosed as such.";
    }
    Optional<Fact> strongest =
        parts.rest().stream()
            .filter(part -> PriorArt.nearest(context, part).filter(PriorArt::shows).isEmpty())
            .findFirst();
    return PatentFacts.say(
        "Fallback: %s. %s",
        last == 2 ? "claim 2 adds a part" : "claims 2 to " + last + " add a part each",
        strongest
            .map(part ->
                PatentFacts.say(
                    "First to fall back on: \"%s\", which no document that was found shows.",
                    part.content()))
            .orElse("Each of these parts is shown by some document."));
  }

  private static Proposal strategy(
      int number, String kind, String text, List<String> elements, Fact verdict) {
    List<String> cites = new ArrayList<>(List.of(verdict.id()));
    cites.addAll(elements);
    Json.Obj data = Json.object().put("kind", kind).build();
    return proposal("Strategies", "strategy:" + number, text, data, cites);
  }

  /// Claims and strategies have ids of their own choice, since claims cite strategies of the same
  /// answer and are known by their numbers.
  private static Proposal proposal(
      String key, String id, String text, Json.Obj data, List<String> cites) {
    return new Proposal(key, id, text, data, 1, cites, List.of(), Provenance.rule(VERSION));
  }
}
