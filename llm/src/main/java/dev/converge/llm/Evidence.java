package dev.converge.llm;

import dev.converge.core.AgentSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The clauses of everything that an agent is shown, which fact carries which, and how much each
/// bears on what is asked.
final class Evidence {
  /// From here on a clause bears on what is asked.
  static final int RELEVANT = 8;

  /// Clauses that are looked at.
  static final int MOST_CLAUSES = 2_000;

  private static final int MOST_CARRIERS = 2;

  private final Brief brief;
  private final List<Clause> clauses = new ArrayList<>();
  private final Map<String, List<Clause>> carried = new LinkedHashMap<>();
  private final Map<String, Passage> passages = new LinkedHashMap<>();
  private final Map<Clause, Integer> relevance = new LinkedHashMap<>();

  Evidence(Brief brief) {
    this.brief = brief;
    brief.facts().forEach(fact -> passages.put(fact.id(), fact));
    brief.sources().forEach(source -> passages.putIfAbsent(source.id(), source));
    for (Passage passage : passages.values()) {
      if (passage.cites().stream().noneMatch(passages::containsKey)) {
        add(passage);
      }
    }
    for (Passage passage : passages.values()) {
      if (!carried.containsKey(passage.id())) {
        List<Clause> inside = inside(passage);
        if (inside.isEmpty()) {
          add(passage);
        } else {
          carried.put(passage.id(), inside);
        }
      }
    }
    Wanted wanted = new Wanted(brief);
    clauses.forEach(clause -> relevance.put(clause, wanted.score(clause)));
  }

  private void add(Passage passage) {
    List<Clause> found =
        clauses.size() < MOST_CLAUSES ? Clauses.of(passage, clauses.size()) : List.of();
    clauses.addAll(found);
    carried.put(passage.id(), found);
  }

  private List<Clause> inside(Passage passage) {
    String text = Text.fold(passage.content());
    List<Clause> inside = new ArrayList<>();
    for (Clause clause : clauses) {
      boolean said =
          text.contains(Text.fold(clause.text())) || text.contains(Text.fold(clause.core()));
      if (said && lineage(passage).contains(clause.source())) {
        inside.add(clause);
      }
    }
    // What a fact is about stands in it beside what it says.
    inside.removeIf(clause -> clause.isScope() && inside.stream().anyMatch(clause::scopes));
    return inside;
  }

  /// Ids of all passages that one rests on, and its own.
  private Set<String> lineage(Passage passage) {
    Set<String> ids = new LinkedHashSet<>();
    List<String> open = new ArrayList<>(List.of(passage.id()));
    while (!open.isEmpty()) {
      String id = open.removeLast();
      Passage found = passages.get(id);
      if (ids.add(id) && found != null) {
        open.addAll(found.cites());
      }
    }
    return ids;
  }

  List<Clause> clauses() {
    return Collections.unmodifiableList(clauses);
  }

  List<Passage> facts() {
    return brief.facts();
  }

  /// The clauses that a fact carries.
  List<Clause> of(Passage fact) {
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
  List<String> cites(List<Clause> used, AgentSpec.Output output, Optional<Passage> target) {
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

  private boolean other(String id, AgentSpec.Output output, Optional<Passage> target) {
    Passage passage = passages.get(id);
    return passage != null
        && passage.key().equals(output.forEach())
        && target.filter(fact -> fact.id().equals(id)).isEmpty();
  }

  private void complete(Set<String> ids, AgentSpec.Cites rule, List<Clause> used) {
    Set<String> stems = new LinkedHashSet<>();
    used.forEach(clause -> stems.addAll(clause.stems()));
    List<Passage> under =
        passages.values().stream().filter(p -> p.key().equals(rule.key())).toList();
    long have = under.stream().filter(p -> ids.contains(p.id())).count();
    under.stream()
        .filter(p -> !ids.contains(p.id()))
        .sorted(
            Comparator.comparingInt((Passage p) -> -Text.overlap(stems, Text.stems(p.content()))))
        .limit(Math.max(0, rule.min() - have))
        .forEach(p -> ids.add(p.id()));
  }

  /// What is asked for, as words and as what they hint at.
  private static final class Wanted {
    private final Set<String> stems;
    private final Set<Cue> cues = EnumSet.noneOf(Cue.class);
    private final TreeMap<String, Integer> common = new TreeMap<>();

    Wanted(Brief brief) {
      stems = Text.stems(brief.instruction());
      Text.content(brief.instruction()).forEach(word -> cues.addAll(Cue.of(word)));
      Text.stems(brief.objective()).forEach(stem -> common.put(stem, 1));
    }

    int score(Clause clause) {
      int score = 0;
      for (Cue cue : clause.cues()) {
        score += cues.contains(cue) ? RELEVANT : 0;
      }
      for (String stem : clause.stems()) {
        score += stems.contains(stem) ? 6 : common.getOrDefault(stem, 0);
      }
      score += Text.number(clause.text()) ? 4 : 0;
      score += Text.named(clause.text()) ? 2 : 0;
      score -= clause.stems().size() > 16 ? 3 : 0;
      score -= clause.role() == Clause.Role.AIM && !cues.contains(Cue.AIM) ? 12 : 0;
      boolean offers = cues.contains(Cue.OFFER) || cues.contains(Cue.PRICE);
      score -= clause.role() == Clause.Role.OFFER && !offers ? 8 : 0;
      return score;
    }
  }
}
