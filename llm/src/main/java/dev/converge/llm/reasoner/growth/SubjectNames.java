package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.text.SeedLanguage;
import java.util.List;
import java.util.Set;

/// Names in languages where only names have capitals: what a sentence begins with, and what stands
/// inside it behind no preposition.
final class SubjectNames {
  private static final Set<String> KEPT_ARTICLES =
      Set.of("the", "le", "la", "les", "el", "los", "las");

  /// Words for a firm that stand before its name without being a part of it.
  private static final Set<String> KIN =
      Set.of(
          "grannen",
          "konkurrenten",
          "rivalen",
          "kedjan",
          "jätten",
          "uppstickaren",
          "utmanaren",
          "kollegan",
          "neighbour",
          "neighbouring",
          "rival",
          "competitor");

  /// With these the name of a firm may begin: "More Radio Estuary".
  private static final Set<String> QUANTITIES =
      Set.of("more", "just", "first", "next", "one", "all");

  /// Before the name of a place: "in greater Melbourne".
  private static final Set<String> AREAS =
      Set.of("greater", "central", "inner", "outer", "downtown", "metropolitan", "rural");

  /// Tokens behind a name up to the word that joins another one to it.
  private static final int MOST_BEHIND = 4;

  private static final Set<String> MANY = Set.of("les", "los", "las");

  private final SentenceNames names;
  private final SeedLanguage language;
  private final List<NameToken> tokens;

  SubjectNames(SentenceNames names) {
    this.names = names;
    this.language = names.language();
    this.tokens = names.tokens();
  }

  /// What a sentence begins with, in languages where only names have capitals.
  boolean find() {
    if (tokens.isEmpty()) {
      return false;
    }
    NameToken first = tokens.getFirst();
    boolean article = KEPT_ARTICLES.contains(first.folded()) && language != SeedLanguage.SV;
    boolean many = article && MANY.contains(first.folded());
    if (many && tokens.size() > 1 && tokens.get(1).initials()) {
      // "Les CAF": offices of a kind.
      return false;
    }
    if (article
        && names.near(1)
        && names.end(1) > 1
        && names.name(1, names.end(1))
        && (names.end(1) > 2 || !lower(tokens.get(1)))) {
      names.add(0, names.end(1));
      return true;
    }
    int behind = behind();
    if (behind > 0) {
      names.add(behind, names.end(behind));
      return true;
    }
    boolean more = QUANTITIES.contains(first.folded()) && names.end(0) > 2;
    boolean small = NameWords.function(language, first.folded()) && !first.special() && !more;
    if (!first.capital() || small) {
      return false;
    }
    int end = names.end(0);
    boolean one = end == 1;
    int maker = one ? maker() : 0;
    if (maker > 0) {
      names.add(maker, names.end(maker));
      return true;
    }
    if (one ? single() : names.name(0, end) && (end > 2 || !kind(end))) {
      names.add(0, end);
      joined(end);
      return true;
    }
    return false;
  }

  /// "A's low alcohol and B alcohol-free are on most bars": the name that is joined to the one that
  /// a sentence begins with.
  private void joined(int from) {
    for (int i = from; i < Math.min(tokens.size() - 1, from + MOST_BEHIND) && names.near(i); i++) {
      if (NameWords.JOINTS.contains(tokens.get(i).folded())) {
        int begin = i + 1;
        begin +=
            KEPT_ARTICLES.contains(tokens.get(begin).folded()) && begin + 1 < tokens.size() ? 1 : 0;
        if (names.part(begin)
            && names.near(begin)
            && !tokens.get(begin).common()
            && names.name(begin, names.end(begin))) {
          names.add(begin, names.end(begin));
        }
        return;
      }
    }
  }

  /// "Also: Foo", "Grannen Marina Syd": where the name begins behind a word that is no part of it;
  /// zero if the sentence does not begin so.
  private int behind() {
    if (tokens.size() < 2 || !names.part(1) || tokens.get(1).common()) {
      return 0;
    }
    boolean heads = NameWords.function(language, tokens.getFirst().folded()) && headed();
    boolean kin = KIN.contains(tokens.getFirst().folded()) && names.near(1);
    return heads || kin ? 1 : 0;
  }

  /// "Stoves from Contura": where the name of a maker begins behind what it makes; zero if the
  /// sentence does not begin so.
  private int maker() {
    String first = tokens.getFirst().folded();
    boolean from =
        tokens.size() > 2
            && names.near(1)
            && names.near(2)
            && Set.of("from", "från", "by").contains(tokens.get(1).folded());
    boolean many =
        first.endsWith("s") || first.endsWith("er") || first.endsWith("ar") || first.endsWith("or");
    return from && many && names.part(2) && !tokens.get(2).common() ? 2 : 0;
  }

  /// "Last: Grade AB": whether a colon stands behind the first word.
  private boolean headed() {
    return tokens.size() > 1
        && names
            .text()
            .substring(tokens.getFirst().end(), tokens.get(1).start())
            .strip()
            .equals(":");
  }

  private boolean kind(int at) {
    return at < tokens.size()
        && names.near(at)
        && NameWords.KINDS.contains(tokens.get(at).folded());
  }

  private boolean lower(NameToken token) {
    return !token.special() && names.seen().small(token.folded());
  }

  /// Whether the one word with a capital that a sentence begins with is a name: unless something
  /// tells that it is not.
  private boolean single() {
    NameToken first = tokens.getFirst();
    String word = first.folded();
    if (first.special() || names.seen().inside(first.text())) {
      return true;
    }
    if (first.common()
        || NameWords.ADJECTIVES.contains(word)
        || headed()
        || lower(first)
        || NameWords.KINDS.contains(word)
        || kind(1)) {
      return false;
    }
    if (tokens.size() == 1) {
      return true;
    }
    boolean many = NameWords.OF_MANY.contains(tokens.get(1).folded());
    boolean next = tokens.size() > 2 && NameWords.OF_MANY.contains(tokens.get(2).folded());
    boolean plural = word.endsWith("s") && !word.endsWith("ss");
    return switch (language) {
      case EN ->
          !word.endsWith("ly")
              && !(word.endsWith("ing") && !NameWords.ACTS.contains(tokens.get(1).folded()))
              && !(plural && many)
              && !(next && tokens.get(1).folded().endsWith("s"))
              && !tokens.get(1).folded().equals("who");
      case SV -> !word.endsWith("arna") && !word.endsWith("erna") && !word.endsWith("orna");
      case FR -> !word.endsWith("ment") && !(plural && many);
      case ES -> !word.endsWith("mente") && !(plural && many);
      case DE -> true;
    };
  }

  /// The first name inside a sentence that stands behind no preposition.
  void inside() {
    for (int i = 1; i < tokens.size(); i++) {
      if (!tokens.get(i).capital()) {
        continue;
      }
      int end = Math.max(i + 1, names.end(i));
      String before = tokens.get(i - 1).folded();
      boolean behind =
          (NameWords.before(language, before) || AREAS.contains(before))
              && !tokens.get(i).text().contains(".");
      boolean article = KEPT_ARTICLES.contains(before) && i > 1;
      boolean place = article && NameWords.before(language, tokens.get(i - 2).folded());
      boolean offices = MANY.contains(before) && tokens.get(i).initials();
      if (!behind && !place && !offices && names.name(i, end)) {
        names.add(i, end);
        return;
      }
      i = end - 1;
    }
  }
}
