package dev.converge.llm.reasoner;

import java.util.List;

/// How well something is supported and what speaks against it, in tenths, by counting.
///
/// @param feasibility from 1 to 10
/// @param impact from 1 to 10
/// @param doubt the strongest thing against it
record Judgement(int feasibility, int impact, String doubt) {

  static Judgement of(List<Clause> used, List<Clause> aims, String doubt, int doubts) {
    List<Clause> market = used.stream().filter(c -> c.role() == Clause.Role.MARKET).toList();
    List<Clause> offers = used.stream().filter(c -> c.role() == Clause.Role.OFFER).toList();
    boolean asked = market.stream().anyMatch(c -> c.cues().contains(Cue.DEMAND));
    boolean growing = market.stream().anyMatch(c -> c.cues().contains(Cue.GROWTH));
    int wanted = percent(aims);
    int had = percent(market);
    int sources = (int) used.stream().map(Clause::source).distinct().count();
    int feasibility =
        5
            + (offers.isEmpty() ? 0 : 1)
            + (asked ? 2 : 0)
            + (meet(market, offers) ? 1 : 0)
            + Math.min(sources, 3)
            - Math.min(doubts, 3)
            - (wanted > 0 && had > 0 && wanted > 2 * had ? 1 : 0);
    int impact =
        3
            + (asked ? 2 : 0)
            + (growing ? 1 : 0)
            + (had >= 100 ? 1 : 0)
            + (wanted >= 300 ? 1 : 0)
            + (aims.isEmpty() ? 0 : 1)
            + (offers.size() > 1 ? 1 : 0);
    return new Judgement(within(feasibility), within(impact), doubt);
  }

  private static boolean meet(List<Clause> market, List<Clause> offers) {
    return market.stream()
        .anyMatch(
            m -> offers.stream().anyMatch(o -> TextAnalysis.overlap(m.stems(), o.stems()) > 0));
  }

  static int percent(List<Clause> clauses) {
    return clauses.stream()
        .mapToInt(clause -> TextAnalysis.percent(clause.text()))
        .max()
        .orElse(-1);
  }

  private static int within(int score) {
    return Math.max(1, Math.min(10, score));
  }
}
