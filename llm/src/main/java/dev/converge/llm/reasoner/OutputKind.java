package dev.converge.llm.reasoner;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.Field;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What kind of thing is asked for, by the shape of the contract and the words of the spec.
enum OutputKind {
  /// The clauses that bear on the question.
  SELECT,
  /// Who else is there.
  RIVALS,
  /// What may follow.
  INFER,
  /// What could be done.
  ACT,
  /// What stands against something.
  DOUBT,
  /// Something weighed in numbers.
  JUDGE,
  /// One text made of many facts.
  COMPOSE,
  /// Words to search by.
  TERMS;

  private static final Map<String, OutputKind> BY_STEM = new TreeMap<>();

  static {
    put(RIVALS, "competitor rival incumbent");
    put(INFER, "insight hypothesis hypotheses implication inference");
    put(ACT, "strategy strategies plan action tactic option");
    put(DOUBT, "risk constraint threat obstacle objection");
    put(JUDGE, "eval evaluation judge assessment");
    put(COMPOSE, "draft paragraph article letter memo essay");
    put(TERMS, "term synonym keyword query");
  }

  private static void put(OutputKind task, String words) {
    for (String word : words.split(" ", -1)) {
      BY_STEM.put(TextAnalysis.stem(word), task);
    }
  }

  static OutputKind of(AgentSpec.Output output, String instruction) {
    boolean numbers =
        output.fields().stream()
            .anyMatch(f -> f.type() == Field.Type.INTEGER || f.type() == Field.Type.NUMBER);
    if (numbers && !output.forEach().isEmpty()) {
      return JUDGE;
    }
    Optional<OutputKind> composed =
        named(instruction).filter(task -> task == COMPOSE && output.max() == 1);
    return named(output.idPrefix())
        .or(() -> composed)
        .or(() -> named(output.key()))
        .or(() -> named(instruction))
        .orElse(SELECT);
  }

  private static Optional<OutputKind> named(String text) {
    List<String> words = TextAnalysis.words(text);
    return words.stream()
        .map(TextAnalysis::stem)
        .filter(BY_STEM::containsKey)
        .findFirst()
        .map(BY_STEM::get);
  }
}
