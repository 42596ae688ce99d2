package dev.converge.llm.reasoner;

import dev.converge.core.agent.AgentSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What kind of thing is asked for, by the shape of the contract and the words of the spec.
enum OutputKind {
  /// What bears on the question, word for word.
  SELECT,
  /// The same for a brief: notes from sources.
  NOTES,
  /// One text made of many facts.
  COMPOSE,
  /// What whoever asked for that text has to know about it.
  REMARKS,
  /// Words to search by.
  TERMS;

  private static final Map<String, OutputKind> BY_STEM = new TreeMap<>();

  static {
    put(COMPOSE, "draft paragraph article letter memo essay");
    put(REMARKS, "remark");
    put(NOTES, "note");
    put(TERMS, "term synonym keyword query");
  }

  private static void put(OutputKind task, String words) {
    for (String word : words.split(" ", -1)) {
      BY_STEM.put(TextAnalysis.stem(word), task);
    }
  }

  static OutputKind of(AgentSpec.Output output, String instruction) {
    Optional<OutputKind> composed =
        named(instruction).filter(task -> task == COMPOSE && output.max() == 1);
    return named(output.idPrefix())
        .or(() -> composed)
        .or(() -> named(output.key()))
        .or(() -> named(instruction).filter(task -> task != COMPOSE || output.max() == 1))
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
