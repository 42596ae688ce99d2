package dev.converge.llm.reasoner;

import dev.converge.core.AgentSpec;
import dev.converge.llm.model.PromptFact;
import dev.converge.llm.model.PromptInput;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The clauses of everything that an agent is shown, which fact carries which, and how much each
/// bears on what is asked.
final class Evidence {
  /// From here on a clause bears on what is asked.
  static final int RELEVANT = 8;

  /// Clauses that are looked at.
  static final int MOST_CLAUSES = 2_000;

  private static final int MOST_CARRIERS = 2;

  private final PromptInput brief;
  private final List<Clause> clauses = new ArrayList<>();
  private final Map<String, List<Clause>> carried = new LinkedHashMap<>();
  private final Map<String, PromptFact> passages = new LinkedHashMap<>();
  private final Map<Clause, Integer> relevance = new LinkedHashMap<>();

  Evidence(PromptInput brief) {
    this.brief = brief;
    brief.facts().forEach(fact -> passages.put(fact.id(), fact));
    brief.sources().forEach(source -> passages.putIfAbsent(source.id(), source));
    for (PromptFact passage : passages.values()) {
      if (passage.cites().stream().noneMatch(passages::containsKey)) {
        add(passage);
      }
    }
    for (PromptFact passage : passages.values()) {
      if (!carried.containsKey(passage.id())) {
        List<Clause> inside = inside(passage);
        if (inside.isEmpty()) {
          add(passage);
        } else {
          carried.put(passage.id(), inside);
        }
      }
    }
    Relevance question = new Relevance(brief);
    clauses.forEach(clause -> relevance.put(clause, question.score(clause)));
  }

  private void add(PromptFact passage) {
    List<Clause> found =
        clauses.size() < MOST_CLAUSES ? ClauseSplitter.of(passage, clauses.size()) : List.of();
    clauses.addAll(found);
    carried.put(passage.id(), found);
  }

  private List<Clause> inside(PromptFact passage) {
    String text = TextAnalysis.fold(passage.content());
    Set<String> lineage = lineage(passage);
    List<Clause> inside = new ArrayList<>();
    for (Clause clause : clauses) {
      if (lineage.contains(clause.source())
          && (text.contains(TextAnalysis.fold(clause.text()))
              || text.contains(TextAnalysis.fold(clause.core())))) {
        inside.add(clause);
      }
    }
    // What a fact is about stands in it beside what it says.
    inside.removeIf(clause -> clause.isScope() && inside.stream().anyMatch(clause::scopes));
    return inside;
  }

  /// Ids of all passages that one rests on, and its own.
  private Set<String> lineage(PromptFact passage) {
    Set<String> ids = new LinkedHashSet<>();
    List<String> open = new ArrayList<>(List.of(passage.id()));
    while (!open.isEmpty()) {
      String id = open.removeLast();
      PromptFact found = passages.get(id);
      if (ids.add(id) && found != null) {
        open.addAll(found.cites());
      }
    }
    return ids;
  }

  List<Clause> clauses() {
    return Collections.unmodifiableList(clauses);
  }

  List<PromptFact> facts() {
    return brief.facts();
  }

  /// The clauses that a fact carries.
  List<Clause> of(PromptFact fact) {
    return carried.getOrDefault(fact.id(), List.of());
  }

  /// How much a clause bears on the instruction.
  int relevance(Clause clause) {
    return relevance.getOrDefault(clause, 0);
  }

  /// The clauses that the facts to work on carry, the most relevant first.
  List<Clause> ranked() {
    Set<Clause> found = new LinkedHashSet<>();
    facts().forEach(fact -> found.addAll(of(fact)));
    return sorted(new ArrayList<>(found));
  }

  /// The most relevant of each source before the second of any.
  List<Clause> spread() {
    List<Clause> left = new ArrayList<>(ranked());
    List<Clause> order = new ArrayList<>();
    while (!left.isEmpty()) {
      Clause best = left.getFirst();
      int most = Integer.MIN_VALUE;
      for (Clause clause : left) {
        long same = order.stream().filter(c -> c.source().equals(clause.source())).count();
        int score = relevance(clause) - (int) Math.min(same, 3) * 3;
        if (score > most) {
          most = score;
          best = clause;
        }
      }
      left.remove(best);
      order.add(best);
    }
    return order;
  }

  /// All clauses of a role, those that the facts carry first, then the most relevant.
  List<Clause> role(Clause.Role role) {
    List<Clause> near = ranked().stream().filter(clause -> clause.role() == role).toList();
    Set<Clause> all = new LinkedHashSet<>(near);
    all.addAll(sorted(clauses.stream().filter(clause -> clause.role() == role).toList()));
    return new ArrayList<>(all);
  }

  private List<Clause> sorted(List<Clause> some) {
    return some.stream()
        .sorted(
            Comparator.comparingInt((Clause clause) -> -relevance(clause))
                .thenComparingInt(Clause::order))
        .toList();
  }

  /// What a statement made of these clauses rests on: the facts that carry them, the passages that
  /// they come from, and as many more as the contract asks for, the nearest first.
  List<String> cites(List<Clause> used, AgentSpec.Output output, Optional<PromptFact> target) {
    Set<String> ids = new LinkedHashSet<>();
    target.ifPresent(fact -> ids.add(fact.id()));
    for (Clause clause : used) {
      facts().stream()
          .filter(fact -> output.forEach().isEmpty() || !fact.key().equals(output.forEach()))
          .filter(fact -> of(fact).contains(clause))
          .limit(MOST_CARRIERS)
          .forEach(fact -> ids.add(fact.id()));
      ids.add(clause.source());
    }
    if (!output.forEach().isEmpty()) {
      ids.removeIf(id -> other(id, output, target));
    }
    for (AgentSpec.Cites rule : output.cites()) {
      complete(ids, rule, used);
    }
    return List.copyOf(ids);
  }

  private boolean other(String id, AgentSpec.Output output, Optional<PromptFact> target) {
    PromptFact passage = passages.get(id);
    return passage != null
        && passage.key().equals(output.forEach())
        && target.filter(fact -> fact.id().equals(id)).isEmpty();
  }

  private void complete(Set<String> ids, AgentSpec.Cites rule, List<Clause> used) {
    Set<String> stems = new LinkedHashSet<>();
    used.forEach(clause -> stems.addAll(clause.stems()));
    List<PromptFact> under =
        passages.values().stream().filter(p -> p.key().equals(rule.key())).toList();
    long have = under.stream().filter(p -> ids.contains(p.id())).count();
    under.stream()
        .filter(p -> !ids.contains(p.id()))
        .sorted(
            Comparator.comparingInt(
                (PromptFact p) -> -TextAnalysis.overlap(stems, TextAnalysis.stems(p.content()))))
        .limit(Math.max(0, rule.min() - have))
        .forEach(p -> ids.add(p.id()));
  }
}
