package dev.converge.llm.reasoner.growth;

import dev.converge.llm.model.PromptFact;
import dev.converge.llm.reasoner.text.NotedFinding;
import dev.converge.llm.reasoner.text.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Says what signals and competitors, read together, let one suppose, and how to find out.
final class InsightWriter {
  private static final int ABOUT_A_RIVAL = 5;
  private static final int LEAST_QUOTED = 40;

  /// Characters around two quotations, with the ids of the facts that have them.
  private static final int AROUND = 80;

  private static final String SIGNALS = "Signals";
  private static final String COMPETITORS = "Competitors";

  private final SeedCase seeds;
  private final Grounds grounds;

  InsightWriter(SeedCase seeds, Grounds grounds) {
    this.seeds = seeds;
    this.grounds = grounds;
  }

  List<NotedFinding> findings() {
    List<Playbook.Insight> fitting =
        Playbook.shipped().insights().stream()
            .filter(each -> each.needs().stream().noneMatch(t -> seeds.about(t).isEmpty()))
            .sorted(
                Comparator.comparingInt((Playbook.Insight each) -> -weight(each))
                    .thenComparing(Playbook.Insight::id))
            .toList();
    List<NotedFinding> found = new ArrayList<>();
    int specific = 0;
    Set<String> leads = new LinkedHashSet<>();
    for (Playbook.Insight each : fitting) {
      boolean general = each.needs().isEmpty();
      boolean fresh = general || leads.add(each.needs().getFirst());
      boolean wanted = general ? found.size() < grounds.least() : found.size() < grounds.most();
      if (fresh && wanted) {
        found.add(finding(each, found.size()));
        specific += general ? 0 : 1;
      }
    }
    return specific >= grounds.least() ? found.subList(0, specific) : found;
  }

  private static int weight(Playbook.Insight insight) {
    boolean rival = insight.needs().stream().anyMatch(topic -> topic.startsWith("rival"));
    int topics =
        insight.needs().stream().mapToInt(topic -> Playbook.shipped().topic(topic).weight()).sum();
    return topics + (rival ? ABOUT_A_RIVAL : 0);
  }

  private NotedFinding finding(Playbook.Insight insight, int turn) {
    List<SeedPassage> used = new ArrayList<>();
    for (String topic : insight.needs()) {
      seeds.about(topic).stream()
          .filter(grounds::allowed)
          .filter(passage -> !used.contains(passage))
          .limit(1)
          .forEach(used::add);
    }
    SeedPassage rival = rival(used, turn).orElse(null);
    List<SeedPassage> own =
        new ArrayList<>(
            used.stream().filter(p -> p.role() != SeedPassage.Role.COMPETITOR).limit(1).toList());
    if (own.isEmpty()) {
      seeds.passages().stream()
          .filter(p -> p.role() == SeedPassage.Role.MARKET && grounds.allowed(p))
          .limit(1)
          .forEach(own::add);
    }
    Playbook.InsightText text =
        java.util.Objects.requireNonNull(seeds.pack().insights().get(insight.id()));
    String rest =
        seeds.phrase("hypothesis", text.claim()) + " " + seeds.phrase("find_out", text.test());
    int most = (grounds.length() - rest.length() - AROUND) / 2;
    Set<SeedPassage> all = new LinkedHashSet<>(own);
    List<String> ids = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    own.forEach(passage -> parts.add(told(passage, SIGNALS, ids, most)));
    if (rival != null) {
      all.add(rival);
      parts.add(told(rival, COMPETITORS, ids, most));
    } else {
      grounds.under(COMPETITORS).stream()
          .skip(grounds.under(COMPETITORS).isEmpty() ? 0 : turn % grounds.under(COMPETITORS).size())
          .limit(1)
          .forEach(fact -> {
            ids.add(fact.id());
            parts.add(fact.id());
          });
    }
    String content =
        (parts.size() < 2 ? "" : seeds.phrase("joined", parts.get(0), parts.get(1)) + " ") + rest;
    List<String> cites = new ArrayList<>(grounds.cites(all, ids));
    return NotedFinding.of(
        Words.clip(content, grounds.length()),
        cites,
        grounds.percent(insight.needs().isEmpty() ? 30 : 40 + 5 * all.size()));
  }

  /// A sentence about a competitor.
  private Optional<SeedPassage> rival(List<SeedPassage> used, int turn) {
    Optional<SeedPassage> own =
        used.stream().filter(p -> p.role() == SeedPassage.Role.COMPETITOR).findFirst();
    if (own.isPresent()) {
      return own;
    }
    List<SeedPassage> all =
        seeds.of(SeedPassage.Role.COMPETITOR).stream().filter(grounds::allowed).toList();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(turn % all.size()));
  }

  private String told(SeedPassage passage, String key, List<String> ids, int most) {
    Optional<PromptFact> fact = grounds.quoting(key, passage);
    fact.ifPresent(each -> ids.add(each.id()));
    String id = fact.map(PromptFact::id).orElse(passage.seed());
    String bare = Words.clip(passage.bare(), Math.max(LEAST_QUOTED, most));
    return seeds.language().quote(bare) + " (" + id + ")";
  }
}
