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

  /// What was quoted for a strategy already.
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
    text.add(seeds.phrase("cost_" + one.play().cost()));
    return NotedFinding.of(
            text.text.toString(),
            grounds.cites(used, List.of()),
            grounds.percent(one.percent(seeds)))
        .with("lever", Json.of(one.play().lever()));
  }

  /// What speaks for a play, or what it has to be compared with.
  private String reasons(Chosen one, Set<SeedPassage> used) {
    List<SeedPassage> shown = one.evidence().stream().filter(grounds::allowed).toList();
    if (shown.isEmpty()) {
      Optional<Said> said =
          seeds.foreign() ? Optional.empty() : Said.on(one.play().lever(), seeds, quoted);
      List<SeedPassage> passages =
          said.map(Said::passages).orElse(List.of()).stream().filter(grounds::allowed).toList();
      used.addAll(passages);
      quoted.addAll(passages);
      return passages.isEmpty()
          ? seeds.phrase("general")
          : seeds.phrase(said.orElseThrow().phrase(), seeds.quoted(passages));
    }
    quoted.addAll(shown);
    used.addAll(shown);
    String why = seeds.phrase("why", seeds.quoted(shown));
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
}
