package dev.converge.llm.reasoner.growth;

import dev.converge.core.json.Json;
import dev.converge.llm.model.PromptFact;
import dev.converge.llm.reasoner.text.Interrupts;
import dev.converge.llm.reasoner.text.NotedFinding;
import dev.converge.llm.reasoner.text.Words;
import java.util.ArrayList;
import java.util.List;

/// Marks each strategy by counting, and says what was counted.
final class MarkWriter {
  private static final int RISK_LENGTH = 400;

  /// From this score on a play fits the seeds well.
  private static final int FITTING = 20;

  private final SeedCase seeds;
  private final Grounds grounds;

  MarkWriter(SeedCase seeds, Grounds grounds) {
    this.seeds = seeds;
    this.grounds = grounds;
  }

  List<NotedFinding> findings(List<PromptFact> strategies) throws InterruptedException {
    List<NotedFinding> found = new ArrayList<>();
    for (PromptFact strategy : strategies) {
      Interrupts.check();
      found.add(finding(strategy, Chosen.of(strategy, seeds).orElseThrow()));
    }
    return found;
  }

  /// A mark and what it was counted from.
  private static final class Mark {
    private int points;
    private final List<String> why = new ArrayList<>();

    Mark(int points) {
      this.points = points;
    }

    void count(boolean counts, int more, String reason) {
      if (counts) {
        points += more;
        if (!reason.isEmpty()) {
          why.add(reason);
        }
      }
    }

    int value() {
      return Math.max(1, Math.min(10, points));
    }
  }

  private NotedFinding finding(PromptFact strategy, Chosen one) {
    Mark feasible = feasibility(one);
    Mark impact = impact(one);
    StringBuilder text = new StringBuilder(seeds.pack().play(one.play()).what()).append(' ');
    text.append(seeds.phrase("feasibility", feasible.value())).append(' ');
    text.append(String.join(" ", feasible.why)).append(' ');
    text.append(seeds.phrase("impact", impact.value())).append(' ');
    text.append(String.join(" ", impact.why));
    String risk = seeds.pack().play(one.play()).risk();
    List<SeedPassage> used = one.evidence().stream().filter(grounds::allowed).toList();
    return NotedFinding.of(
            Words.clip(text.toString(), grounds.length()),
            grounds.cites(used, List.of(strategy.id())),
            grounds.percent(40 + 5 * used.size()))
        .with("feasibility", Json.of((double) feasible.value()))
        .with("impact", Json.of((double) impact.value()))
        .with("risk", Json.of(Words.clip(risk, RISK_LENGTH)));
  }

  private Mark feasibility(Chosen one) {
    Mark mark = new Mark(5);
    int cost = one.play().cost();
    mark.count(cost == 1, 2, seeds.phrase("f_cost_1"));
    mark.count(cost == 2, 0, seeds.phrase("f_cost_2"));
    mark.count(cost == 3, -2, seeds.phrase("f_cost_3"));
    mark.count(cost > 1 && Chosen.tight(seeds), -1, "");
    mark.count(!one.against().isEmpty(), -Math.min(2, one.against().size()), "");
    int support = one.evidence().size();
    mark.count(true, support - 1, seeds.phrase("f_support", support));
    return mark;
  }

  private Mark impact(Chosen one) {
    Mark mark = new Mark(1);
    int reach = one.play().reach();
    mark.count(reach == 1, 2, seeds.phrase("i_reach_1"));
    mark.count(reach == 2, 4, seeds.phrase("i_reach_2"));
    mark.count(reach == 3, 6, seeds.phrase("i_reach_3"));
    boolean numbers = one.evidence().stream().anyMatch(p -> !p.amounts().isEmpty());
    mark.count(numbers, 1, "");
    mark.count(one.score() >= FITTING, 1, "");
    return mark;
  }
}
