package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.text.NotedFinding;
import dev.converge.llm.reasoner.text.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Says what the seeds let one suppose, and how to find out.
final class InsightWriter {
  private final SeedCase seeds;
  private final Grounds grounds;

  InsightWriter(SeedCase seeds, Grounds grounds) {
    this.seeds = seeds;
    this.grounds = grounds;
  }

  List<NotedFinding> findings() {
    List<Playbook.Insight> fitting =
        Playbook.shipped().insights().stream()
            .filter(each -> each.needs().stream().noneMatch(t -> signs(t).isEmpty()))
            .sorted(
                Comparator.comparingInt((Playbook.Insight each) -> -weight(each))
                    .thenComparing(Playbook.Insight::id))
            .toList();
    List<NotedFinding> found = new ArrayList<>();
    Set<SeedPassage> quoted = new LinkedHashSet<>();
    for (Playbook.Insight each : fitting) {
      boolean general = each.needs().isEmpty();
      List<SeedPassage> used = quotes(each);
      boolean fresh = general || used.stream().noneMatch(quoted::contains);
      boolean wanted = general ? found.size() < grounds.least() : found.size() < grounds.most();
      if (fresh && wanted) {
        quoted.addAll(used);
        found.add(finding(each, used));
      }
    }
    return found;
  }

  private static int weight(Playbook.Insight insight) {
    return insight.needs().stream()
        .mapToInt(topic -> Playbook.shipped().topic(topic).weight())
        .sum();
  }

  /// What speaks of a topic and may be quoted here.
  private List<SeedPassage> signs(String topic) {
    return seeds.evidence(topic).stream().filter(grounds::allowed).toList();
  }

  private List<SeedPassage> quotes(Playbook.Insight insight) {
    Set<SeedPassage> used = new LinkedHashSet<>();
    for (String topic : insight.needs()) {
      signs(topic).stream().filter(passage -> !used.contains(passage)).limit(1).forEach(used::add);
    }
    return List.copyOf(used);
  }

  private NotedFinding finding(Playbook.Insight insight, List<SeedPassage> used) {
    Playbook.InsightText text = Objects.requireNonNull(seeds.pack().insights().get(insight.id()));
    StringBuilder content = new StringBuilder();
    used.forEach(passage -> content.append(seeds.quoted(passage)).append(". "));
    content
        .append(seeds.phrase("hypothesis", text.claim()))
        .append(' ')
        .append(seeds.phrase("find_out", text.test()));
    return NotedFinding.of(
        Words.clip(content.toString(), grounds.length()),
        grounds.cites(used, List.of()),
        grounds.percent(insight.needs().isEmpty() ? 30 : 40 + 5 * used.size()));
  }
}
