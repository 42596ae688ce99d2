package dev.converge.llm.reasoner;

import dev.converge.llm.model.PromptInput;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What an instruction asks for, as words and as what they hint at. What follows its first colon,
/// up to the end of the sentence, says it most plainly: "the signals: trends, growth, size."
final class Relevance {
  private static final int ASKED = 8;
  private static final int MENTIONED = 3;
  private static final int SAME_WORD = 6;
  private static final int SAME_WORD_ELSEWHERE = 2;

  private final List<String> words;
  private final Set<Cue> cues;
  private final Set<String> stems;
  private final Set<Cue> allCues;
  private final Set<String> allStems;
  private final Set<String> objective;

  Relevance(PromptInput brief) {
    String instruction = brief.instruction();
    String core = core(instruction);
    words = TextAnalysis.content(core);
    cues = Cue.in(core);
    stems = TextAnalysis.stems(core);
    allCues = Cue.in(instruction);
    allStems = TextAnalysis.stems(instruction);
    objective = TextAnalysis.stems(brief.objective());
  }

  private static String core(String instruction) {
    int colon = instruction.indexOf(':');
    if (colon < 0) {
      return instruction;
    }
    int end = instruction.indexOf(". ", colon);
    int line = instruction.indexOf(".\n", colon);
    int stop = end < 0 ? line : line < 0 ? end : Math.min(end, line);
    return instruction.substring(colon, stop < 0 ? instruction.length() : stop);
  }

  /// The words that say what is asked for, in their order.
  List<String> words() {
    return words;
  }

  /// Whether it says what is asked for in words that tell which clauses bear on it.
  boolean tells() {
    return !cues.isEmpty();
  }

  /// How much a clause bears on what is asked.
  int score(Clause clause) {
    int score = 0;
    for (Cue cue : clause.cues()) {
      score += cues.contains(cue) ? ASKED : allCues.contains(cue) ? MENTIONED : 0;
    }
    Set<String> found = new LinkedHashSet<>(clause.stems());
    for (String stem : found) {
      score +=
          stems.contains(stem)
              ? SAME_WORD
              : allStems.contains(stem) ? SAME_WORD_ELSEWHERE : objective.contains(stem) ? 1 : 0;
    }
    score += TextAnalysis.number(clause.text()) ? 4 : 0;
    // A figure of the market tells something in any language.
    score += TextAnalysis.number(clause.text()) && clause.role() == Clause.Role.MARKET ? 4 : 0;
    score += TextAnalysis.named(clause.text()) ? 2 : 0;
    score -= clause.stems().size() > 16 ? 3 : 0;
    return score - misplaced(clause);
  }

  /// An aim is no finding, and what one offers oneself is none either, unless they are asked for.
  private int misplaced(Clause clause) {
    EnumSet<Cue> offers = EnumSet.of(Cue.OFFER, Cue.PRICE);
    return switch (clause.role()) {
      case AIM -> cues.contains(Cue.AIM) ? 0 : 40;
      case OFFER -> offers.stream().anyMatch(cues::contains) ? 0 : 8;
      case MARKET, RIVAL, LIMIT, OTHER -> 0;
    };
  }
}
