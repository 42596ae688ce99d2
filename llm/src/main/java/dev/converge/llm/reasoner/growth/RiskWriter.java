package dev.converge.llm.reasoner.growth;

import dev.converge.core.json.Json;
import dev.converge.llm.model.PromptFact;
import dev.converge.llm.reasoner.text.Interrupts;
import dev.converge.llm.reasoner.text.NotedFinding;
import dev.converge.llm.reasoner.text.Words;
import java.util.ArrayList;
import java.util.List;

/// Says what makes each strategy fail, and which sentence of the seeds speaks against it.
final class RiskWriter {
  private static final List<String> SEVERITIES = List.of("low", "medium", "high");

  /// Characters around a quotation and its seed.
  private static final int AROUND = 8;

  private final SeedCase seeds;
  private final Grounds grounds;

  RiskWriter(SeedCase seeds, Grounds grounds) {
    this.seeds = seeds;
    this.grounds = grounds;
  }

  List<NotedFinding> findings(List<PromptFact> strategies) throws InterruptedException {
    List<NotedFinding> found = new ArrayList<>();
    for (PromptFact strategy : strategies) {
      Interrupts.check();
      Chosen one = Chosen.of(strategy, seeds).orElseThrow();
      String text =
          seeds.pack().play(one.play()).risk()
              + " "
              + seeds.phrase("counter_" + one.play().lever());
      found.add(
          finding(strategy, text, one.evidence().stream().limit(1).toList(), one.play().harm()));
      List<SeedPassage> against = one.against().stream().filter(grounds::allowed).limit(1).toList();
      if (!against.isEmpty() && grounds.most() > 1) {
        SeedPassage first = against.getFirst();
        int room = grounds.length() - seeds.phrase("binds", strategy.id(), first.seed()).length();
        String binds = seeds.phrase("binds", strategy.id(), seeds.quoted(first, room - AROUND));
        found.add(finding(strategy, binds, against, SEVERITIES.size()));
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
