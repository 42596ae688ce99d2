package dev.converge.llm.reasoner;

import dev.converge.core.agent.AgentSpec;
import dev.converge.llm.model.PromptFact;
import dev.converge.llm.model.PromptInput;
import dev.converge.llm.reasoner.text.Interrupts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Says, for one output of an agent, what the evidence lets one say: as much as bears on the
/// question, within the counts of the contract.
final class Composer {
  /// Facts that are proposed under a key whose contract names no upper bound.
  private static final int ENOUGH = 5;

  private static final int MOST_OF_A_NAME = 160;
  private static final int BEARING = 35;
  private static final int ALONE = 25;
  private static final int WEAKER = 5;

  private final PromptInput brief;
  private final Evidence evidence;
  private final AgentSpec.Output output;
  private final Relevance question;
  private final OutputKind task;

  Composer(PromptInput brief, Evidence evidence, AgentSpec.Output output) {
    this.brief = brief;
    this.evidence = evidence;
    this.output = output;
    this.question = evidence.question();
    this.task = OutputKind.of(output, brief.instruction());
  }

  List<Statement> statements() throws InterruptedException {
    if (output.forEach().isEmpty()) {
      return chosen(revised(candidates()), output.min(), output.max());
    }
    List<Statement> all = new ArrayList<>();
    Set<String> said = new TreeSet<>();
    List<PromptFact> due = brief.due(output);
    for (PromptFact target : due) {
      Interrupts.check();
      for (Statement statement : about(target, said)) {
        said.add(TextAnalysis.fold(statement.text()));
        all.add(statement.about(target));
      }
    }
    return all;
  }

  /// What was not said of another fact before; where that is too little, the rest with the fact
  /// named.
  private List<Statement> about(PromptFact target, Set<String> said) {
    List<Statement> some = of(target);
    int most = output.max() > output.min() ? output.min() + 1 : output.min();
    List<Statement> kept = chosen(unsaid(some, said), output.min(), most);
    if (kept.size() >= output.min()) {
      return kept;
    }
    String whole = FieldValues.clip(target.content(), MOST_OF_A_NAME).replaceAll("[\\s.]+$", "");
    String lead = lead(evidence.of(target)).map(Clause::core).orElse(whole);
    List<Statement> named = new ArrayList<>(some);
    some.forEach(statement -> named.add(statement.named(lead)));
    some.forEach(statement -> named.add(statement.named(whole)));
    return chosen(unsaid(named, said), output.min(), output.min());
  }

  /// A proposal that was returned is not made again, as long as there is another.
  private List<Statement> revised(List<Statement> some) {
    if (brief.returned().isEmpty()) {
      return some;
    }
    Set<String> returned = new TreeSet<>();
    brief.returned().forEach(text -> returned.add(TextAnalysis.fold(text)));
    brief.said().forEach(fact -> returned.add(TextAnalysis.fold(fact.content())));
    List<Statement> others = unsaid(some, returned);
    return others.size() >= output.min() ? others : some;
  }

  private static List<Statement> unsaid(List<Statement> some, Set<String> said) {
    return some.stream().filter(s -> !said.contains(TextAnalysis.fold(s.text()))).toList();
  }

  static Optional<Clause> lead(List<Clause> used) {
    return used.stream().findFirst();
  }

  /// The relevant ones, or as many of the others as the contract needs.
  private List<Statement> chosen(List<Statement> candidates, int min, int max) {
    List<Statement> kept = new ArrayList<>();
    Set<String> said = new TreeSet<>();
    int most = max == Integer.MAX_VALUE ? Math.max(min, ENOUGH) : max;
    for (Statement candidate : candidates) {
      boolean weak = candidate.confidence() < WEAK;
      if (kept.size() < most
          && !(weak && kept.size() >= min)
          && allowed(candidate)
          && said.add(TextAnalysis.fold(candidate.text()))) {
        kept.add(candidate);
      }
    }
    return kept;
  }

  /// Below this a statement is made only because the contract asks for one.
  static final int WEAK = 40;

  private boolean allowed(Statement statement) {
    String text = TextAnalysis.fold(statement.text());
    return brief.avoided(output.key()).stream().map(TextAnalysis::fold).noneMatch(text::contains)
        && statement.confidence() >= output.minConfidence() * 100;
  }

  private List<Statement> candidates() {
    return switch (task) {
      case SELECT, NOTES, REMARKS -> select();
      case COMPOSE -> compose();
      case TERMS -> terms();
    };
  }

  /// What bears on the question first, then the rest, as far as the contract asks for more; where
  /// nothing bears on it in words, all but questions.
  private List<Statement> select() {
    List<Clause> bearing = new ArrayList<>();
    List<Clause> others = new ArrayList<>();
    List<Clause> asking = new ArrayList<>();
    for (Clause clause : evidence.spread()) {
      boolean bears = question.tells() && evidence.relevance(clause) >= Evidence.RELEVANT;
      List<Clause> kind = clause.text().endsWith("?") ? asking : bears ? bearing : others;
      kind.add(clause);
    }
    List<Statement> found = new ArrayList<>();
    bearing.forEach(clause -> found.add(statement(clause, BEARING)));
    int base = bearing.isEmpty() ? ALONE : WEAKER;
    others.forEach(clause -> found.add(statement(clause, base)));
    asking.forEach(clause -> found.add(statement(clause, WEAKER)));
    return found;
  }

  private static Statement statement(Clause clause, int base) {
    return Statement.of(TextAnalysis.sentence(clause.scoped()), base, List.of(clause));
  }

  /// What can be said of one fact.
  private List<Statement> of(PromptFact target) {
    return evidence.of(target).stream()
        .map(clause -> Statement.of(TextAnalysis.sentence(clause.scoped()), 30, List.of(clause)))
        .toList();
  }

  /// What rests on the same source stands together, in the order of the source; every sentence says
  /// which fact it rests on.
  private List<Statement> compose() {
    List<PromptFact> facts = new ArrayList<>(evidence.facts());
    facts.sort(Comparator.comparingInt(this::place));
    StringBuilder text = new StringBuilder();
    Set<Clause> used = new LinkedHashSet<>();
    String source = "";
    for (PromptFact fact : facts) {
      String next = evidence.of(fact).stream().findFirst().map(Clause::source).orElse("");
      String sentence =
          TextAnalysis.sentence(ClauseSplitter.unlabelled(fact.content())) + " [" + fact.id() + "]";
      String joint = text.isEmpty() ? "" : next.equals(source) ? " " : "\n\n";
      int length = text.length() + joint.length() + sentence.length();
      if (output.maxLength() > 0 && length > output.maxLength() && !text.isEmpty()) {
        break;
      }
      text.append(joint).append(sentence);
      used.addAll(evidence.of(fact));
      source = next;
    }
    return text.isEmpty()
        ? List.of()
        : List.of(Statement.of(text.toString(), 30, new ArrayList<>(used)));
  }

  private int place(PromptFact fact) {
    return evidence.of(fact).stream().mapToInt(Clause::order).min().orElse(Integer.MAX_VALUE);
  }

  private List<Statement> terms() {
    List<Statement> found = new ArrayList<>();
    for (Clause clause : evidence.spread()) {
      String words = String.join(" ", TextAnalysis.content(clause.core()));
      found.add(Statement.of(words, 30, List.of(clause)));
    }
    return found;
  }
}
