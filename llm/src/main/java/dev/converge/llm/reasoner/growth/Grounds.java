package dev.converge.llm.reasoner.growth;

import dev.converge.core.agent.AgentSpec;
import dev.converge.llm.model.PromptFact;
import dev.converge.llm.model.PromptInput;
import dev.converge.llm.reasoner.text.Words;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What an output's findings may and must rest on, and how long and how many they may be.
final class Grounds {
  private static final int LONGEST = 1_600;

  private final PromptInput brief;
  private final AgentSpec.Output output;
  private final SeedCase seeds;
  private final List<String> avoided;
  private final Set<String> known = new LinkedHashSet<>();

  Grounds(PromptInput brief, AgentSpec.Output output, SeedCase seeds) {
    this.brief = brief;
    this.output = output;
    this.seeds = seeds;
    brief.facts().forEach(fact -> known.add(fact.id()));
    brief.sources().forEach(fact -> known.add(fact.id()));
    avoided = brief.avoided(output.key()).stream().map(Words::fold).toList();
  }

  int least() {
    return output.min();
  }

  int most() {
    return output.max() == Integer.MAX_VALUE
        ? Math.max(output.min(), GrowthAdvisor.ENOUGH)
        : output.max();
  }

  /// Characters that a finding may have.
  int length() {
    return output.maxLength() > 0 ? output.maxLength() : LONGEST;
  }

  /// Confidence that the contract lets one state, in percent.
  int percent(int percent) {
    return (int) Math.max(percent, StrictMath.ceil(output.minConfidence() * 100));
  }

  /// Whether a sentence says nothing that must not be said here.
  boolean allowed(SeedPassage passage) {
    return allowed(passage.text());
  }

  boolean allowed(String text) {
    String folded = Words.fold(text);
    return avoided.stream().noneMatch(folded::contains);
  }

  /// The facts that an agent works on, under a key.
  List<PromptFact> under(String key) {
    return brief.facts().stream().filter(fact -> fact.key().equals(key)).toList();
  }

  /// The fact under a key that quotes a sentence.
  Optional<PromptFact> quoting(String key, SeedPassage passage) {
    return under(key).stream().filter(fact -> fact.content().contains(passage.bare())).findFirst();
  }

  /// Ids that a finding made of some sentences cites: a target, the seeds that they stand in, and
  /// the facts that the contract asks for, those first that quote the sentences.
  List<String> cites(Collection<SeedPassage> used, List<String> more) {
    Set<String> ids = new LinkedHashSet<>(more);
    for (AgentSpec.Cites rule : output.cites()) {
      List<PromptFact> under = all(rule.key());
      List<PromptFact> near = new ArrayList<>();
      used.forEach(passage ->
          under.stream()
              .filter(fact -> fact.content().contains(passage.bare()))
              .forEach(near::add));
      used.forEach(passage ->
          under.stream().filter(fact -> fact.cites().contains(passage.seed())).forEach(near::add));
      near.addAll(under);
      long have = under.stream().filter(fact -> ids.contains(fact.id())).count();
      List<String> quoting =
          near.stream().limit(Math.max(1, used.size())).map(PromptFact::id).distinct().toList();
      if (have < rule.min() || more.isEmpty()) {
        ids.addAll(quoting);
      }
      near.stream()
          .map(PromptFact::id)
          .distinct()
          .filter(id -> !ids.contains(id))
          .limit(Math.max(0, rule.min() - under.stream().filter(f -> ids.contains(f.id())).count()))
          .forEach(ids::add);
    }
    used.forEach(passage -> ids.add(passage.seed()));
    ids.retainAll(known);
    if (ids.isEmpty()) {
      seeds.seeds().stream().filter(known::contains).limit(1).forEach(ids::add);
    }
    return List.copyOf(ids);
  }

  private List<PromptFact> all(String key) {
    List<PromptFact> all = new ArrayList<>(under(key));
    brief.sources().stream().filter(fact -> fact.key().equals(key)).forEach(all::add);
    return all;
  }
}
