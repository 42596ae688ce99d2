package dev.converge.llm.reasoner;

import dev.converge.core.agent.AgentSpec;
import dev.converge.llm.model.PromptFact;
import dev.converge.llm.model.PromptInput;
import dev.converge.llm.reasoner.text.Interrupts;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The clauses of everything that an agent is shown, which fact carries which, and how much each
/// bears on what is asked.
final class Evidence {
  /// From here on a clause bears on what is asked.
  static final int RELEVANT = 8;

  /// Maximum number of clauses that are read.
  static final int MOST_CLAUSES = 2_000;

  private static final int MOST_CARRIERS = 2;

  private final PromptInput brief;
  private final boolean whole;
  private final List<Clause> clauses = new ArrayList<>();
  private final Map<String, List<Clause>> carried = new LinkedHashMap<>();
  private final Map<String, PromptFact> passages = new LinkedHashMap<>();
  private final Map<String, List<PromptFact>> byKey = new HashMap<>();
  private final Map<Clause, Integer> relevance = new HashMap<>();
  private final Relevance question;

  private final Map<String, List<Folded>> bySource = new HashMap<>();
  private final Map<Clause, List<PromptFact>> carriers = new HashMap<>();
  private final Map<String, Set<String>> stems = new HashMap<>();
  private final Map<Clause.Role, List<Clause>> byRole = new EnumMap<>(Clause.Role.class);
  private final List<Clause> ranked;
  private @Nullable List<Clause> spread;

  Evidence(PromptInput brief) throws InterruptedException {
    this.brief = brief;
    whole = brief.outputs().stream().allMatch(output -> output.forEach().isEmpty());
    brief.facts().forEach(fact -> passages.put(fact.id(), fact));
    brief.sources().forEach(source -> passages.putIfAbsent(source.id(), source));
    passages
        .values()
        .forEach(
            passage -> byKey.computeIfAbsent(passage.key(), _ -> new ArrayList<>()).add(passage));
    for (PromptFact passage : passages.values()) {
      Interrupts.check();
      if (passage.cites().stream().noneMatch(passages::containsKey)) {
        add(passage);
      }
    }
    for (PromptFact passage : passages.values()) {
      Interrupts.check();
      if (!carried.containsKey(passage.id())) {
        List<Clause> inside = inside(passage);
        if (inside.isEmpty()) {
          add(passage);
        } else {
          carried.put(passage.id(), inside);
        }
      }
    }
    question = new Relevance(brief);
    clauses.forEach(clause -> relevance.put(clause, question.score(clause)));
    Set<Clause> shown = new LinkedHashSet<>();
    for (PromptFact fact : brief.facts()) {
      for (Clause clause : new LinkedHashSet<>(of(fact))) {
        shown.add(clause);
        carriers.computeIfAbsent(clause, _ -> new ArrayList<>()).add(fact);
      }
    }
    ranked = sorted(new ArrayList<>(shown));
  }

  private void add(PromptFact passage) {
    List<Clause> found =
        clauses.size() < MOST_CLAUSES
            ? ClauseSplitter.of(passage, clauses.size(), whole)
            : List.of();
    clauses.addAll(found);
    List<Folded> own = bySource.computeIfAbsent(passage.id(), _ -> new ArrayList<>());
    found.forEach(clause -> own.add(Folded.of(clause)));
    carried.put(passage.id(), found);
  }

  /// A clause with its text and its core folded once: every passage that rests on its source is
  /// searched for them.
  private record Folded(Clause clause, String text, String core) {
    static Folded of(Clause clause) {
      return new Folded(clause, TextAnalysis.fold(clause.text()), TextAnalysis.fold(clause.core()));
    }
  }

  private List<Clause> inside(PromptFact passage) {
    String text = TextAnalysis.fold(passage.content());
    List<Clause> inside = new ArrayList<>();
    for (String source : lineage(passage)) {
      for (Folded folded : bySource.getOrDefault(source, List.of())) {
        if (text.contains(folded.text()) || text.contains(folded.core())) {
          inside.add(folded.clause());
        }
      }
    }
    inside.sort(Comparator.comparingInt(Clause::order));
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

  /// What the instruction asks for.
  Relevance question() {
    return question;
  }

  /// The clauses that the facts to work on carry, the most relevant first.
  List<Clause> ranked() {
    return ranked;
  }

  /// The most relevant of each source before the second of any.
  List<Clause> spread() {
    if (spread == null) {
      spread = spreadOver(ranked);
    }
    return spread;
  }

  /// A clause of a source, with what it scores now and its place in the order of relevance.
  private record Next(Clause clause, int score, int place) {}

  /// A source's next clause is its most relevant one, and only taking one changes what its others
  /// score. So one candidate of each source is enough.
  private List<Clause> spreadOver(List<Clause> clauses) {
    Map<String, Deque<Next>> left = new HashMap<>();
    for (int i = 0; i < clauses.size(); i++) {
      Clause clause = clauses.get(i);
      left.computeIfAbsent(clause.source(), _ -> new ArrayDeque<>())
          .add(new Next(clause, relevance(clause), i));
    }
    PriorityQueue<Next> heads =
        new PriorityQueue<>(
            Comparator.comparingInt((Next next) -> -next.score()).thenComparingInt(Next::place));
    left.values().forEach(own -> heads.add(own.removeFirst()));
    Map<String, Integer> taken = new HashMap<>();
    List<Clause> order = new ArrayList<>();
    while (!heads.isEmpty()) {
      Next best = heads.remove();
      String source = best.clause().source();
      order.add(best.clause());
      int same = taken.merge(source, 1, Integer::sum);
      Deque<Next> own = left.getOrDefault(source, new ArrayDeque<>());
      if (!own.isEmpty()) {
        Next next = own.removeFirst();
        heads.add(new Next(next.clause(), next.score() - Math.min(same, 3) * 3, next.place()));
      }
    }
    return Collections.unmodifiableList(order);
  }

  /// All clauses of a role, those that the facts carry first, then the most relevant.
  List<Clause> role(Clause.Role role) {
    List<Clause> known = byRole.get(role);
    if (known == null) {
      Set<Clause> all = new LinkedHashSet<>();
      ranked.stream().filter(clause -> clause.role() == role).forEach(all::add);
      all.addAll(sorted(clauses.stream().filter(clause -> clause.role() == role).toList()));
      known = List.copyOf(all);
      byRole.put(role, known);
    }
    return known;
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
      carriers.getOrDefault(clause, List.of()).stream()
          .filter(fact -> output.forEach().isEmpty() || !fact.key().equals(output.forEach()))
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
    List<PromptFact> under = byKey.getOrDefault(rule.key(), List.of());
    long have = under.stream().filter(p -> ids.contains(p.id())).count();
    if (have >= rule.min()) {
      return;
    }
    Set<String> wanted = new LinkedHashSet<>();
    used.forEach(clause -> wanted.addAll(clause.stems()));
    Map<String, Integer> nearness = new HashMap<>();
    under.forEach(p -> nearness.put(p.id(), TextAnalysis.overlap(wanted, stems(p))));
    under.stream()
        .filter(p -> !ids.contains(p.id()))
        .sorted(Comparator.comparingInt((PromptFact p) -> -nearness.getOrDefault(p.id(), 0)))
        .limit(rule.min() - have)
        .forEach(p -> ids.add(p.id()));
  }

  private Set<String> stems(PromptFact fact) {
    return stems.computeIfAbsent(fact.id(), _ -> TextAnalysis.stems(fact.content()));
  }
}
