package dev.converge.llm.reasoner.draft;

import dev.converge.llm.reasoner.text.SeedLanguage;
import dev.converge.llm.reasoner.text.Words;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a passage is compared by with others, found out once and not before somebody asks: to look
/// for it takes long, and a passage is compared with many. Thread-safe.
final class Traits {
  /// What of a passage others may contradict.
  ///
  /// @param language of the passage
  /// @param figures its figures
  /// @param stems of its words
  /// @param occasion of its words but for those that only say when something is
  /// @param folded its words without case
  /// @param deadline whether it says by when something has to be done
  /// @param begins whether it says when something begins
  /// @param hours what it says by single words of times and ages
  /// @param opposites what it says to be open or closed, allowed or forbidden
  record Compared(
      SeedLanguage language,
      List<FigureOf> figures,
      Set<String> stems,
      Set<String> occasion,
      Set<String> folded,
      boolean deadline,
      boolean begins,
      Hours hours,
      Opposites opposites) {}

  private final String text;
  private @Nullable Compared compared;
  private @Nullable Set<String> subject;

  Traits(String text) {
    this.text = text;
  }

  synchronized Compared compared() {
    Compared known = compared;
    if (known == null) {
      SeedLanguage language = SeedLanguage.of(text).orElse(SeedLanguage.EN);
      Set<String> folded = new HashSet<>();
      Words.of(text).forEach(word -> folded.add(Words.fold(word)));
      known =
          new Compared(
              language,
              FigureOf.in(text, language),
              Words.stems(text),
              Occasion.words(text),
              folded,
              Occasion.deadline(text),
              Occasion.begins(text),
              Hours.in(text),
              Opposites.in(text));
      compared = known;
    }
    return known;
  }

  /// The roots of what it is about.
  synchronized Set<String> subject() {
    Set<String> known = subject;
    if (known == null) {
      known = SentenceSubject.of(text);
      subject = known;
    }
    return known;
  }
}
