package dev.converge.domain.flow;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Proposal;
import dev.converge.domain.patent.PatentText;
import dev.converge.domain.patent.claim.ClaimConflicts;
import dev.converge.domain.patent.claim.ClaimReferences;
import dev.converge.domain.patent.search.PatentFacts;
import dev.converge.engine.agent.AgentCall;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Examines each claim as an examiner would who knows no more than the text: whether it is one
/// sentence, depends on a claim before it, refers back only to what was named, and says how much.
final class PatentClaimsAnalyzer implements RuleAgent {
  private static final String VERSION = "4";

  /// Words whose measure a reader has to guess.
  private static final Set<String> VAGUE =
      Set.of(
          "about",
          "approximately",
          "around",
          "easily",
          "efficient",
          "efficiently",
          "fast",
          "good",
          "high",
          "improved",
          "large",
          "light",
          "long",
          "low",
          "nearly",
          "often",
          "optimal",
          "preferably",
          "quick",
          "quickly",
          "quiet",
          "roughly",
          "short",
          "simple",
          "slow",
          "small",
          "soft",
          "strong",
          "substantially",
          "suitable",
          "thick",
          "thin",
          "usually",
          "very",
          "weak");

  @Override
  public String id() {
    return "patent_claims_analyzer";
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public List<Proposal> run(AgentCall call) {
    List<Proposal> all = new ArrayList<>();
    for (Fact claim : call.context().facts("Claims")) {
      all.add(analysis(call.context(), claim));
    }
    return all;
  }

  private static Proposal analysis(Context context, Fact claim) {
    String body = claim.content().replaceFirst("^\\d+\\.\\s*", "");
    boolean sentence = PatentText.sentences(body.replace("\n", " ")).size() == 1;
    List<String> on = PatentFacts.texts(claim, "depends_on");
    boolean depends =
        on.stream()
            .allMatch(id ->
                context
                    .fact(id)
                    .filter(other ->
                        PatentFacts.number(other, "number") < PatentFacts.number(claim, "number"))
                    .isPresent());
    List<String> dangling = ClaimReferences.dangling(before(context, on), body);
    List<String> vague = vague(body);
    String whole = before(context, on) + " " + body;
    List<String> contradictions = ClaimConflicts.contradictions(whole);
    List<String> impossible = ClaimConflicts.impossible(whole);
    List<String> problems = new ArrayList<>();
    if (!sentence) {
      problems.add("it is more than one sentence");
    }
    if (!depends) {
      problems.add("it depends on a claim that does not come before it");
    }
    if (!dangling.isEmpty()) {
      problems.add("it refers back to what was not named before: " + String.join(", ", dangling));
    }
    if (!vague.isEmpty()) {
      problems.add("it leaves open how much is meant by: " + String.join(", ", vague));
    }
    if (!contradictions.isEmpty()) {
      problems.add("it contradicts itself: " + String.join("; ", contradictions));
    }
    if (!impossible.isEmpty()) {
      problems.add("nothing can be as it says: " + String.join("; ", impossible));
    }
    int words = body.strip().split("\\s+", -1).length;
    Json.Obj data =
        Json.object()
            .put("claim", claim.id())
            .put("one_sentence", sentence)
            .put("dependencies_resolve", depends)
            .put("dangling", dangling)
            .put("vague", vague)
            .put("contradictions", contradictions)
            .put("impossible", impossible)
            .put("words", words)
            .build();
    String content =
        PatentFacts.say(
            "Claim %d [%s], %s, %s: %s",
            PatentFacts.number(claim, "number"),
            claim.id(),
            PatentFacts.text(claim, "kind") + " " + PatentFacts.text(claim, "category"),
            PatentFacts.counted(words, "word"),
            problems.isEmpty()
                ? "one sentence, everything that it refers to is named, nothing is vague, nothing that"
                    + " contradicts itself was found."
                : String.join("; ", problems) + ".");
    return PatentFacts.proposal(VERSION, "Analyses", content, data, List.of(claim.id()));
  }

  /// The texts of the claims that a claim depends on.
  private static String before(Context context, List<String> on) {
    StringBuilder text = new StringBuilder();
    List<String> open = new ArrayList<>(on);
    Set<String> seen = new HashSet<>();
    while (!open.isEmpty()) {
      String id = open.removeFirst();
      if (seen.add(id)) {
        context
            .fact(id)
            .ifPresent(claim -> {
              text.append(claim.content()).append(' ');
              open.addAll(PatentFacts.texts(claim, "depends_on"));
            });
      }
    }
    return text.toString();
  }

  private static List<String> vague(String body) {
    List<String> all = new ArrayList<>();
    for (String word : body.toLowerCase(Locale.ROOT).split("[^\\p{L}]+", -1)) {
      if (VAGUE.contains(word) && !all.contains(word)) {
        all.add(word);
      }
    }
    all.remove("light".equals(noun(body)) ? "light" : "");
    return all;
  }

  /// "light" is vague of weight, not of what shines.
  private static String noun(String body) {
    return body.toLowerCase(Locale.ROOT)
            .matches(
                "(?s).*\\b(?:of|by|the|ultraviolet|visible|with|from|emit|emits|emitting|reflects?|reflecting)\\s+light\\b.*")
        ? "light"
        : "";
  }
}
