package dev.converge.llm.reasoner;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the evidence holds against something that is made of certain clauses.
final class Objections {
  private static final int HIGH = 70;
  private static final int MEDIUM = 50;

  private final Evidence evidence;
  private final List<Clause> used;
  private final List<Statement> found = new ArrayList<>();

  private Objections(Evidence evidence, List<Clause> used) {
    this.evidence = evidence;
    this.used = used;
  }

  /// The weightiest first: what binds whatever is done, in turns; then what is wrong with just
  /// this.
  ///
  /// @param turn which of the general doubts comes first
  static List<Statement> of(Evidence evidence, List<Clause> used, int turn) {
    Objections doubts = new Objections(evidence, used);
    doubts.gap();
    doubts.general(turn);
    doubts.apart();
    doubts.alone();
    return doubts.found.stream().map(Objections::weighed).toList();
  }

  /// What rests on more weighs more.
  private static Statement weighed(Statement doubt) {
    int percent = doubt.confidence();
    return doubt.kind(percent >= HIGH ? "high severe" : percent >= MEDIUM ? "medium" : "low");
  }

  private void add(String text, int base, Clause... clauses) {
    found.add(Statement.of(TextAnalysis.sentence(text), base, List.of(clauses)));
  }

  private Optional<Clause> aim() {
    return SentenceTemplates.first(used, Clause.Role.AIM)
        .or(() -> evidence.role(Clause.Role.AIM).stream().findFirst());
  }

  private void gap() {
    Optional<Clause> market = SentenceTemplates.first(used, Clause.Role.MARKET);
    if (market.isPresent() && aim().isPresent()) {
      SentenceTemplates.gap(market.get(), aim().get())
          .ifPresent(text -> add(text, 35, market.get(), aim().get()));
    }
  }

  private void general(int turn) {
    List<Statement> general = new ArrayList<>();
    for (Clause clause : evidence.clauses()) {
      boolean speaks = clause.role() == Clause.Role.LIMIT || clause.cues().contains(Cue.RISK);
      if (speaks && !used.contains(clause) && clause.role() != Clause.Role.OFFER) {
        general.add(binding(clause));
      }
    }
    for (Clause rival : evidence.role(Clause.Role.RIVAL)) {
      if (!used.contains(rival)) {
        general.add(Statement.of(TextAnalysis.sentence(rival.scoped()), 35, List.of(rival)));
      }
    }
    aim()
        .ifPresent(goal -> {
          for (String limit : goal.limits()) {
            String text = "“" + goal.core() + "” has to work " + limit;
            general.add(Statement.of(TextAnalysis.sentence(text), 35, List.of(goal)));
          }
        });
    for (int i = 0; i < general.size(); i++) {
      found.add(general.get((turn + i) % general.size()));
    }
  }

  private Statement binding(Clause clause) {
    Optional<Clause> aim = aim();
    if (clause.finite() || aim.isEmpty()) {
      return Statement.of(TextAnalysis.sentence(clause.scoped()), 40, List.of(clause));
    }
    String text = "What binds “" + aim.get().innerCore() + "”: " + clause.innerScoped();
    return Statement.of(TextAnalysis.sentence(text), 40, List.of(clause, aim.get()));
  }

  private void apart() {
    Optional<Clause> offer = SentenceTemplates.first(used, Clause.Role.OFFER);
    for (Clause clause : used) {
      boolean market = clause.role() == Clause.Role.MARKET;
      if (offer.isPresent()
          && market
          && TextAnalysis.overlap(clause.stems(), offer.get().stems()) == 0) {
        String text = "No source ties " + offer.get().brief() + " to “" + clause.innerCore() + "”";
        add(text, 15, offer.get(), clause);
      }
    }
  }

  private void alone() {
    for (Clause clause : used) {
      long others = evidence.clauses().stream().filter(other -> shares(other, clause)).count();
      if (others == 0) {
        add("One source alone says “" + clause.inner() + "”", 10, clause);
      }
    }
  }

  private static boolean shares(Clause other, Clause clause) {
    return !other.source().equals(clause.source())
        && TextAnalysis.overlap(other.stems(), clause.stems()) > 1;
  }
}
