package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.text.SeedLanguage;
import dev.converge.llm.reasoner.text.Words;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// How words are written in all the seeds: what is written with a small letter somewhere is no
/// name, what has a capital inside a sentence is one, and in German what stands behind an article
/// is a noun like others.
final class SeenWords {
  private static final Set<String> ARTICLES =
      Set.of(
          "der",
          "die",
          "das",
          "den",
          "dem",
          "des",
          "ein",
          "eine",
          "einen",
          "einem",
          "einer",
          "im",
          "am",
          "zum",
          "zur",
          "beim",
          "vom",
          "ins",
          "kein",
          "keine",
          "keinen",
          "viele",
          "mehrere",
          "alle",
          "unser",
          "unsere",
          "unseren",
          "ihre",
          "ihren",
          "seine",
          "seinen",
          "diese",
          "jede",
          "jeder",
          "jeden",
          "jedes",
          "weniger",
          "mehr",
          "große",
          "kleine",
          "andere",
          "zwei",
          "drei",
          "vier",
          "fünf",
          "freie",
          "kleinere",
          "größere",
          "einige",
          "manche",
          "solche",
          "zwanzig");

  private final Set<String> small = new HashSet<>();
  private final Set<String> inside = new HashSet<>();
  private final Set<String> withArticle = new HashSet<>();

  SeenWords(List<SeedPassage> passages, SeedLanguage language) {
    boolean german = language == SeedLanguage.DE;
    for (SeedPassage passage : passages) {
      String before = "";
      boolean first = true;
      List<String> words = Words.of(passage.text());
      for (int i = 0; i < words.size(); i++) {
        String word = words.get(i);
        String folded = Words.fold(word);
        boolean capital = Character.isUpperCase(word.codePointAt(0));
        if (!capital) {
          small.add(folded);
        } else if (!first && !german) {
          inside.add(word);
        }
        boolean alone =
            i + 1 >= words.size() || !Character.isUpperCase(words.get(i + 1).codePointAt(0));
        if (german && capital && alone && articled(before)) {
          withArticle.add(folded);
        }
        before = folded;
        first = false;
      }
    }
  }

  private static boolean articled(String before) {
    return ARTICLES.contains(before)
        || (!before.isEmpty() && Character.isDigit(before.codePointAt(0)));
  }

  /// Whether a word is written with a small letter somewhere.
  boolean small(String folded) {
    return small.contains(folded);
  }

  /// Whether a word is written with a capital inside a sentence.
  boolean inside(String word) {
    return inside.contains(word);
  }

  /// Whether a noun stands behind an article.
  boolean withArticle(String folded) {
    return withArticle.contains(folded);
  }
}
