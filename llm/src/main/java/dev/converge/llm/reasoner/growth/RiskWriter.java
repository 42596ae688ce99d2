package dev.converge.llm.reasoner.growth;

import dev.converge.core.json.Json;
import dev.converge.llm.model.PromptFact;
import dev.converge.llm.reasoner.text.Interrupts;
import dev.converge.llm.reasoner.text.NotedFinding;
import dev.converge.llm.reasoner.text.Words;
import java.util.ArrayList;
import java.util.List;

/// Says what makes each strategy fail, and which limit of the seeds it has to keep to.
final class RiskWriter {
  private static final String STRATEGIES = "Strategies";
  private static final List<String> SEVERITIES = List.of("low", "medium", "high");

  private final SeedCase seeds;
  private final Grounds grounds;

  RiskWriter(SeedCase seeds, Grounds grounds) {
    this.seeds = seeds;
    this.grounds = grounds;
  }

  List<NotedFinding> findings(List<PromptFact> strategies) throws InterruptedException {
    List<String> all = grounds.under(STRATEGIES).stream().map(PromptFact::id).toList();
    List<SeedPassage> limits = seeds.limits().stream().filter(grounds::allowed).toList();
    List<NotedFinding> found = new ArrayList<>();
    for (PromptFact strategy : strategies) {
      Interrupts.check();
      Chosen one = Chosen.of(strategy, seeds).orElseThrow();
      Playbook.PlayText words = seeds.pack().play(one.play());
      String text =
          words.what()
              + " "
              + seeds.phrase("risk", words.risk())
              + " "
              + seeds.phrase("counter_" + one.play().lever());
      found.add(
          finding(strategy, text, one.evidence().stream().limit(1).toList(), one.play().harm()));
      // Each limit is told once, with one of the strategies.
      int turn = all.indexOf(strategy.id());
      if (turn >= 0 && turn < limits.size() && grounds.most() > 1) {
        SeedPassage limit = limits.get(turn);
        String told = seeds.phrase("limit", words.what(), seeds.quoted(limit));
        if (told.length() <= grounds.length()) {
          found.add(finding(strategy, told, List.of(limit), SEVERITIES.size()));
        }
      }
    }
    return found;
  }

  private NotedFinding finding(PromptFact strategy, String text, List<SeedPassage> used, int harm) {
    return NotedFinding.of(
            Words.clip(text, grounds.length()),
            grounds.cites(used, List.of(strategy.id())),
            grounds.percent(45 + 10 * Math.min(2, used.size())))
        .with("severity", Json.of(SEVERITIES.get(harm - 1)));
  }
}
