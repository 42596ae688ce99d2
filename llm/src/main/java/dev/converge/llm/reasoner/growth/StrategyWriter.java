package dev.converge.llm.reasoner.growth;

import dev.converge.core.json.Json;
import dev.converge.llm.reasoner.text.Interrupts;
import dev.converge.llm.reasoner.text.NotedFinding;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Proposes the plays that fit the seeds best, each with what speaks for and against it.
final class StrategyWriter {
  private static final int MOST_NAMES = 4;
  private static final int FEW = 2;

  /// Which figures belong to a lever, the most telling first.
  private static final Map<String, List<Figure.Kind>> FIGURES = new TreeMap<>();

  static {
    FIGURES.put("segment", List.of(Figure.Kind.SHARE, Figure.Kind.PACE));
    FIGURES.put("pricing", List.of(Figure.Kind.REVENUE, Figure.Kind.EACH, Figure.Kind.PACE));
    FIGURES.put("channel", List.of(Figure.Kind.PACE, Figure.Kind.EACH));
    FIGURES.put("partnership", List.of(Figure.Kind.EACH, Figure.Kind.PACE));
    FIGURES.put("product", List.of(Figure.Kind.PACE));
    FIGURES.put("retention", List.of(Figure.Kind.CHURN, Figure.Kind.REVENUE));
  }

  private final SeedCase seeds;
  private final Grounds grounds;
  private final Set<SeedPassage> quoted = new LinkedHashSet<>();

  StrategyWriter(SeedCase seeds, Grounds grounds) {
    this.seeds = seeds;
    this.grounds = grounds;
  }

  List<NotedFinding> findings() throws InterruptedException {
    List<NotedFinding> found = new ArrayList<>();
    Set<Figure> told = new LinkedHashSet<>();
    for (Chosen one : Chosen.best(seeds, grounds.least(), grounds.most())) {
      Interrupts.check();
      found.add(finding(one, told));
    }
    return found;
  }

  /// Parts of a text, of which the last are left out first where there is no room.
  private final class Text {
    private final StringBuilder text = new StringBuilder();

    void add(String part) {
      boolean room = text.length() + part.length() + 1 <= grounds.length();
      if (room && !part.isEmpty()) {
        text.append(text.isEmpty() ? "" : " ").append(part);
      }
    }
  }

  private NotedFinding finding(Chosen one, Set<Figure> told) {
    Playbook.PlayText words = seeds.pack().play(one.play());
    Set<SeedPassage> used = new LinkedHashSet<>();
    Text text = new Text();
    text.add(words.what());
    text.add(reasons(one, used));
    text.add(seeds.phrase("first", words.first()));
    text.add(seeds.phrase("measure", words.measure()));
    figure(one, told)
        .ifPresent(figure -> {
          text.add(seeds.phrase("figure", figure.text()));
          used.addAll(figure.sources());
        });
    text.add(names());
    text.add(seeds.phrase("follow_" + one.play().lever()));
    text.add(against(one, used));
    text.add(seeds.phrase("cost_" + one.play().cost()));
    text.add(means(used));
    text.add(goal(text.text.toString(), used));
    return NotedFinding.of(
            text.text.toString(),
            grounds.cites(used, List.of()),
            grounds.percent(one.percent(seeds)))
        .with("lever", Json.of(one.play().lever()));
  }

  /// What speaks for a play: the weightiest sentence, and others that were not quoted for one
  /// before rather than those that were.
  private String reasons(Chosen one, Set<SeedPassage> used) {
    List<SeedPassage> all = one.evidence().stream().filter(grounds::allowed).toList();
    if (all.isEmpty()) {
      return seeds.phrase("general");
    }
    Set<SeedPassage> shown = new LinkedHashSet<>(all.subList(0, 1));
    all.stream().filter(passage -> !quoted.contains(passage)).forEach(shown::add);
    all.stream().limit(FEW).forEach(shown::add);
    quoted.addAll(shown);
    used.addAll(shown);
    String why = seeds.phrase("why", String.join("; ", shown.stream().map(seeds::quoted).toList()));
    List<String> partners = seeds.rivals().partners();
    boolean through = one.through() && !partners.isEmpty();
    String names = String.join(", ", partners.stream().limit(MOST_NAMES).toList());
    return through && grounds.allowed(names) ? why + " " + seeds.phrase("partners", names) : why;
  }

  /// A figure that belongs to the lever, one that was not told before rather than one that was.
  private Optional<Figure> figure(Chosen one, Set<Figure> told) {
    List<Figure.Kind> kinds = FIGURES.getOrDefault(one.play().lever(), List.of());
    for (Figure.Kind kind : kinds) {
      for (Figure figure : seeds.figures()) {
        if (figure.kind() == kind && told.add(figure)) {
          return Optional.of(figure);
        }
      }
    }
    return Optional.empty();
  }

  private String names() {
    List<String> names = seeds.rivals().names().stream().limit(MOST_NAMES).toList();
    return names.isEmpty() || !grounds.allowed(String.join(" ", names))
        ? ""
        : seeds.phrase("names", String.join(", ", names));
  }

  private String against(Chosen one, Set<SeedPassage> used) {
    List<SeedPassage> against =
        one.against().stream()
            .filter(grounds::allowed)
            .filter(p -> !used.contains(p))
            .limit(1)
            .toList();
    if (against.isEmpty()) {
      return "";
    }
    used.addAll(against);
    return seeds.phrase("against", seeds.quoted(against.getFirst()));
  }

  /// What is wanted, where no sentence of it was quoted yet.
  private String goal(String told, Set<SeedPassage> used) {
    List<SeedPassage> goals =
        seeds.of(SeedPassage.Role.GOAL).stream().filter(grounds::allowed).toList();
    if (goals.isEmpty() || goals.stream().anyMatch(goal -> told.contains(goal.bare()))) {
      return "";
    }
    used.add(goals.getFirst());
    return seeds.phrase("goal", seeds.quoted(goals.getFirst()));
  }

  /// The means that the seeds name, and what binds.
  private String means(Set<SeedPassage> used) {
    List<SeedPassage> means =
        seeds.about(List.of("budget", "runway", "small_team", "self_funded", "no_hiring")).stream()
            .filter(passage -> passage.role() != SeedPassage.Role.COMPETITOR)
            .filter(passage -> passage.role() != SeedPassage.Role.MARKET)
            .filter(grounds::allowed)
            .filter(passage -> !used.contains(passage))
            .limit(1)
            .toList();
    if (means.isEmpty()) {
      return "";
    }
    used.addAll(means);
    return seeds.phrase("means", seeds.quoted(means.getFirst()));
  }
}
