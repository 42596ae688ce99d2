package dev.converge.llm.reasoner;

import dev.converge.llm.model.PromptFact;
import java.util.List;
import java.util.Optional;

/// Something that the evidence lets one say.
///
/// @param text for people
/// @param used the clauses that it is made of
/// @param confidence in percent
/// @param target the fact that it is about, where the contract asks for one each
record Statement(String text, List<Clause> used, int confidence, Optional<PromptFact> target) {
  private static final int LEAST = 10;
  private static final int MOST = 90;
  private static final int A_SOURCE = 15;
  private static final int COUNTED_SOURCES = 3;

  Statement {
    used = List.copyOf(used);
  }

  static Statement of(String text, int base, List<Clause> used) {
    return new Statement(text, used, confidence(base, used), Optional.empty());
  }

  Statement about(PromptFact fact) {
    return new Statement(text, used, confidence, Optional.of(fact));
  }

  Statement named(String name) {
    return new Statement("“" + name + "”: " + inner(), used, confidence, target);
  }

  /// More for each source and for a number; more than [#MOST] nothing that is only quoted gets.
  private static int confidence(int base, List<Clause> used) {
    long sources = used.stream().map(Clause::source).distinct().limit(COUNTED_SOURCES).count();
    boolean number = used.stream().anyMatch(clause -> TextAnalysis.number(clause.text()));
    int sum = base + (int) sources * A_SOURCE + (number ? 10 : 0);
    return Math.max(LEAST, Math.min(MOST, sum));
  }

  /// A statement after a colon.
  String inner() {
    boolean name =
        used.stream()
            .limit(1)
            .anyMatch(c -> c.keeps() && text.startsWith(TextAnalysis.capital(c.text())));
    return name ? text : TextAnalysis.inner(text);
  }
}
