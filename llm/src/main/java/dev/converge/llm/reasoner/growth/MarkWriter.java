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

  /// From this score on a play fits the seeds in many points.
  private static final int FITTING = 15;

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
        why.add(reason);
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
    List<SeedPassage> decisive = one.evidence().stream().filter(grounds::allowed).limit(1).toList();
    for (SeedPassage passage : decisive) {
      String said = " " + seeds.phrase("decisive", seeds.quoted(passage));
      text.append(text.length() + said.length() <= grounds.length() ? said : "");
    }
    String risk = seeds.pack().play(one.play()).risk();
    List<SeedPassage> used = new ArrayList<>(decisive);
    one.against().stream().filter(grounds::allowed).limit(1).forEach(used::add);
    return NotedFinding.of(
            Words.clip(text.toString(), grounds.length()),
            grounds.cites(used, List.of(strategy.id())),
            grounds.percent(40 + 5 * Math.min(4, one.evidence().size() + used.size())))
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
    mark.count(cost > 1 && Chosen.tight(seeds), -1, seeds.phrase("f_tight"));
    mark.count(!seeds.about("budget").isEmpty() && cost > 1, 1, seeds.phrase("f_budget"));
    mark.count(
        !one.against().isEmpty(), -Math.min(2, one.against().size()), seeds.phrase("f_against"));
    mark.count(one.evidence().size() < 2, -1, seeds.phrase("f_single"));
    mark.count(one.evidence().size() > 2, 1, seeds.phrase("f_many"));
    return mark;
  }

  private Mark impact(Chosen one) {
    Mark mark = new Mark(1);
    int reach = one.play().reach();
    mark.count(reach == 1, 2, seeds.phrase("i_reach_1"));
    mark.count(reach == 2, 4, seeds.phrase("i_reach_2"));
    mark.count(reach == 3, 6, seeds.phrase("i_reach_3"));
    boolean numbers = one.evidence().stream().anyMatch(p -> !p.amounts().isEmpty());
    mark.count(numbers, 1, seeds.phrase("i_numbers"));
    mark.count(!numbers, 0, seeds.phrase("i_no_numbers"));
    boolean churn = one.play().lever().equals("retention") && !seeds.about("churn").isEmpty();
    mark.count(churn, 1, seeds.phrase("i_churn"));
    mark.count(one.score() >= FITTING, 1, seeds.phrase("i_fits"));
    mark.count(one.play().general(), -1, seeds.phrase("i_general"));
    return mark;
  }
}
