package dev.converge.llm.reasoner.draft;

import dev.converge.llm.reasoner.text.Amount;
import dev.converge.llm.reasoner.text.AmountReader;
import dev.converge.llm.reasoner.text.SeedLanguage;
import dev.converge.llm.reasoner.text.Words;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What can be quoted of a source by itself: a sentence, with those that lean on it.
///
/// @param source id of the source
/// @param order among all pieces
/// @param text as it stands there
/// @param times each root of its words, with how often it stands there
/// @param all the roots, and each two neighbours as one
/// @param needs what it answers
/// @param amounts its numbers
/// @param length its words
/// @param days of the year that it names
/// @param clock times of day that it names
/// @param standing whether it stands beside the matter
/// @param traits what it is compared by
record Piece(
    String source,
    int order,
    String text,
    Map<String, Integer> times,
    Set<String> all,
    Set<Need> needs,
    List<Amount> amounts,
    int length,
    Set<String> days,
    Set<String> clock,
    Standing standing,
    Traits traits) {
  /// @param asked roots of what is asked about
  static Piece of(
      String source,
      int order,
      String text,
      SeedLanguage language,
      Set<String> asked,
      Standing standing) {
    List<String> roots = new ArrayList<>(Keywords.roots(text));
    if (language == SeedLanguage.DE || language == SeedLanguage.SV) {
      List.copyOf(roots).stream()
          .flatMap(root -> Keywords.compounds(root, asked).stream())
          .distinct()
          .filter(root -> !roots.contains(root))
          .forEach(roots::add);
    }
    List<Amount> amounts = AmountReader.in(text, language);
    Map<String, Integer> times = new HashMap<>();
    roots.forEach(root -> times.merge(root, 1, Integer::sum));
    return new Piece(
        source,
        order,
        text,
        Collections.unmodifiableMap(times),
        Collections.unmodifiableSet(new LinkedHashSet<>(Keywords.withPairs(roots))),
        Answers.of(text, amounts),
        amounts,
        Words.of(text).size(),
        Days.in(text),
        Days.clock(text),
        standing,
        new Traits(text));
  }

  /// The same piece with less text.
  Piece cut(String less, SeedLanguage language, Set<String> asked) {
    return of(source, order, less, language, asked, standing);
  }

  /// Words as they are counted in a text that is to have so many.
  int words() {
    int words = 1;
    for (int i = 0; i < text.length(); i++) {
      words += text.charAt(i) == ' ' ? 1 : 0;
    }
    return Math.max(words, length);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Piece piece && piece.order == order;
  }

  @Override
  public int hashCode() {
    return order;
  }
}
