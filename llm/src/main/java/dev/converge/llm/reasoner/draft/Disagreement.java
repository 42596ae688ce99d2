package dev.converge.llm.reasoner.draft;

import dev.converge.llm.reasoner.text.Amount;
import dev.converge.llm.reasoner.text.Contrast;
import dev.converge.llm.reasoner.text.SeedLanguage;
import dev.converge.llm.reasoner.text.Words;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/// Whether two sources say different things of one: other figures, other times of day, other days.
final class Disagreement {
  private static final double ALIKE = 0.5;
  private static final double MORE_ALIKE = 0.6;
  private static final Pattern CLOCK = Pattern.compile("\\b\\d{1,2}[:.]\\d{2}\\b(?!\\d)");
  private static final int TOLD_AS_WELL = 3;
  private static final int FEW_WORDS = 2;
  private static final int MOST_COMPARED = 40;

  private Disagreement() {}

  /// Whether two sources give different figures for one thing.
  static boolean between(Piece one, Piece other) {
    if (one.source().equals(other.source())
        || Contrast.years(one.amounts(), other.amounts())
        || one.length() > MOST_COMPARED
        || other.length() > MOST_COMPARED) {
      return false;
    }
    SeedLanguage language = SeedLanguage.of(one.text()).orElse(SeedLanguage.EN);
    for (Amount a : one.amounts()) {
      boolean stated = other.amounts().stream().anyMatch(b -> b.value().compareTo(a.value()) == 0);
      for (Amount b : other.amounts()) {
        boolean counted = a.kind() != Amount.Kind.YEAR && !a.unit().isEmpty();
        boolean nouns = language == SeedLanguage.DE;
        if (!stated
            && counted
            && Contrast.between(
                one.text(), a, other.text(), b, FEW_WORDS, nouns ? MORE_ALIKE : ALIKE, nouns)) {
          return true;
        }
      }
    }
    return times(one, other) || days(one, other);
  }

  /// Whether two passages say the same of another day.
  private static boolean days(Piece one, Piece other) {
    Set<String> a = Days.in(one.text());
    Set<String> b = Days.in(other.text());
    Set<String> words = Words.stems(one.text());
    Set<String> others = Words.stems(other.text());
    int shared = NoteTaker.overlap(words, others);
    return a.size() == 1
        && b.size() == 1
        && !a.equals(b)
        && shared >= TOLD_AS_WELL
        && shared >= ALIKE * Math.min(words.size(), others.size());
  }

  /// Whether two passages say the same with other times of day.
  private static boolean times(Piece one, Piece other) {
    Set<String> a = clock(one);
    Set<String> b = clock(other);
    Set<String> words = Words.stems(one.text());
    Set<String> others = Words.stems(other.text());
    int shared = NoteTaker.overlap(words, others);
    return !a.isEmpty()
        && !b.isEmpty()
        && !a.containsAll(b)
        && !b.containsAll(a)
        && shared >= TOLD_AS_WELL
        && shared >= ALIKE * Math.min(words.size(), others.size());
  }

  private static Set<String> clock(Piece piece) {
    Set<String> found = new LinkedHashSet<>();
    CLOCK.matcher(piece.text()).results().forEach(time -> found.add(time.group()));
    return found;
  }
}
