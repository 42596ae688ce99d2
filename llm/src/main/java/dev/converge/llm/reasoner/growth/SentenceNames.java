package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.text.SeedLanguage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The names of those who sell in one sentence: of what it speaks, and whom it names after words
/// that lead to a name. A word that may be a thing, a place or a kind of firm is no name.
final class SentenceNames {
  private static final int MOST_WORDS_OF_A_NAME = 6;
  private static final int LEAST_LETTERS = 2;

  /// Those whom the sentence before speaks of, and whoever wrote the seeds: no new name acts here.
  private static final Set<String> CONTINUES =
      Set.of(
          "it",
          "they",
          "its",
          "their",
          "he",
          "she",
          "both",
          "we",
          "our",
          "us",
          "i",
          "you",
          "wir",
          "unser",
          "unsere",
          "unseren",
          "sie",
          "er",
          "es",
          "ihr",
          "ihre",
          "beide",
          "vi",
          "vår",
          "våra",
          "vårt",
          "det",
          "de",
          "dess",
          "deras",
          "han",
          "hon",
          "nous",
          "notre",
          "nos",
          "il",
          "elle",
          "ils",
          "elles",
          "son",
          "sa",
          "ses",
          "leur",
          "leurs",
          "on",
          "su",
          "sus",
          "ella",
          "ellos",
          "ellas",
          "nosotros",
          "nuestro",
          "nuestra",
          "ambos");

  /// Behind these a full stop ends no name.
  private static final Set<String> TITLES =
      Set.of("dr", "prof", "st", "mr", "mrs", "ms", "sta", "sto", "hnos");

  private static final Set<String> KEPT_ARTICLES =
      Set.of("the", "le", "la", "les", "el", "los", "las");

  private final String text;
  private final SeedLanguage language;
  private final SeenWords seen;
  private final List<NameToken> tokens;
  private final Set<String> found = new LinkedHashSet<>();

  SentenceNames(String text, SeedLanguage language, SeenWords seen) {
    this.text = text;
    this.language = language;
    this.seen = seen;
    this.tokens = NameToken.of(text);
  }

  /// What a sentence about competitors names.
  ///
  /// @param others whether it speaks of people at large
  List<String> ofCompetitors(boolean others) {
    quoted();
    marked(NameMarks.any(language));
    if (others) {
      return names();
    }
    boolean continues = !tokens.isEmpty() && CONTINUES.contains(tokens.getFirst().folded());
    if (language == SeedLanguage.DE) {
      new GermanNames(this).find();
    } else if (!subject() && !continues && found.isEmpty()) {
      inside();
    }
    return names();
  }

  /// What any other sentence names as competitors.
  ///
  /// @param rivals whether it speaks of competitors
  List<String> ofOthers(boolean rivals) {
    marked(rivals ? NameMarks.any(language) : NameMarks.unlike(language));
    if (rivals && found.isEmpty() && language != SeedLanguage.DE) {
      subject();
    }
    return names();
  }

  /// Firms that stand after "such as".
  List<String> examples() {
    marked(NameMarks.such(language));
    return names();
  }

  private List<String> names() {
    List<String> all = new ArrayList<>(NameMarks.NONE.matcher(text).find() ? Set.of() : found);
    all.removeIf(
        name -> all.stream().anyMatch(other -> !other.equals(name) && other.contains(name)));
    return all;
  }

  List<NameToken> tokens() {
    return tokens;
  }

  SeenWords seen() {
    return seen;
  }

  boolean any() {
    return !found.isEmpty();
  }

  boolean near(int at) {
    if (at <= 0 || at >= tokens.size()) {
      return false;
    }
    String gap = text.substring(tokens.get(at - 1).end(), tokens.get(at).start());
    return gap.equals(" ") || (gap.equals(". ") && TITLES.contains(tokens.get(at - 1).folded()));
  }

  /// Whether a colon or a comma stands before a word.
  boolean apart(int at) {
    String gap = text.substring(tokens.get(at - 1).end(), tokens.get(at).start()).strip();
    return gap.equals(":") || gap.equals(",");
  }

  /// Whether a word stands alone between two commas.
  boolean between(int at) {
    return at > 0
        && at + 1 < tokens.size()
        && text.substring(tokens.get(at - 1).end(), tokens.get(at).start()).equals(", ")
        && text.substring(tokens.get(at).end(), tokens.get(at + 1).start()).equals(", ");
  }

  /// Where the words of a name that begin at a place end; the place itself if none does.
  int end(int from) {
    int at = from;
    while (at < tokens.size() && at - from < MOST_WORDS_OF_A_NAME) {
      boolean joined = at == from || near(at);
      if (joined && part(at)) {
        at++;
        continue;
      }
      int next = joined && at > from ? behindSmall(at) : at;
      if (next == at) {
        break;
      }
      at = next;
    }
    return at;
  }

  private boolean part(int at) {
    NameToken token = tokens.get(at);
    return token.capital() && !(token.folded().equals("i") && language == SeedLanguage.EN);
  }

  /// "Kakelugnsmakarna i Linköping AB": behind a place, if the form of a firm follows.
  private boolean formFollows(int from) {
    return from + 2 < tokens.size()
        && near(from)
        && near(from + 1)
        && near(from + 2)
        && part(from + 1)
        && tokens.get(from + 2).legal();
  }

  /// "Altos de Cameros", "Rad & Recht": behind the small words inside a name, at the next capital.
  private int behindSmall(int from) {
    int at = from;
    while (at < tokens.size()
        && at - from < 2
        && near(at)
        && NameWords.INSIDE.contains(tokens.get(at).folded())) {
      at++;
    }
    if (formFollows(from)) {
      return from + 1;
    }
    boolean small = at > from && at < tokens.size() && near(at) && part(at);
    boolean symbol = small && "&+".contains(tokens.get(from).text());
    return small
            && (symbol
                || language == SeedLanguage.FR
                || language == SeedLanguage.ES
                || (language == SeedLanguage.EN && tokens.get(from).folded().equals("of")))
        ? at
        : from;
  }

  /// Adds the name from one word to another, and those that are listed behind it.
  void add(int from, int to) {
    int start = from;
    int end = to;
    while (end > start) {
      if (name(start, end)) {
        found.add(written(start, end));
      }
      int next = listed(end);
      if (next < 0) {
        return;
      }
      start = next;
      end = end(next);
    }
  }

  /// Where the next name of a list begins; below zero if there is none.
  private int listed(int at) {
    if (at >= tokens.size()) {
      return -1;
    }
    String gap = text.substring(tokens.get(at - 1).end(), tokens.get(at).start()).strip();
    boolean joint = NameWords.JOINTS.contains(tokens.get(at).folded());
    int next = joint && (gap.isEmpty() || gap.equals(",")) ? at + 1 : gap.equals(",") ? at : -1;
    if (next < 0 || next >= tokens.size() || !part(next)) {
      return -1;
    }
    NameToken token = tokens.get(next);
    boolean kind = language == SeedLanguage.DE && !token.special() && kindInGerman(next);
    return kind || NameWords.function(language, token.folded()) || token.common() ? -1 : next;
  }

  boolean kindInGerman(int at) {
    String word = tokens.get(at).folded();
    return NameWords.GERMAN_NOUN.matcher(word).matches() || seen.withArticle(word);
  }

  private String written(int from, int to) {
    String name = text.substring(tokens.get(from).start(), tokens.get(to - 1).end());
    boolean owner = language == SeedLanguage.EN && (name.endsWith("'s") || name.endsWith("’s"));
    return owner ? name.substring(0, name.length() - 2) : name;
  }

  /// Whether words may be a name: one of them is neither a place nor a thing.
  boolean name(int from, int to) {
    boolean own = false;
    for (int i = from; i < to; i++) {
      NameToken token = tokens.get(i);
      own |= token.capital() && !token.common() && !NameWords.function(language, token.folded());
    }
    return own && written(from, to).length() >= LEAST_LETTERS;
  }

  /// What a sentence begins with, in languages where only names have capitals.
  private boolean subject() {
    if (tokens.isEmpty()) {
      return false;
    }
    NameToken first = tokens.getFirst();
    boolean article = KEPT_ARTICLES.contains(first.folded()) && language != SeedLanguage.SV;
    if (article && near(1) && end(1) > 1 && name(1, end(1)) && !lower(tokens.get(1))) {
      add(0, end(1));
      return true;
    }
    boolean small = NameWords.function(language, first.folded()) && !first.special();
    if (!first.capital() || small) {
      return false;
    }
    int end = end(0);
    boolean one = end == 1;
    int maker = one ? maker() : 0;
    if (maker > 0) {
      add(maker, end(maker));
      return true;
    }
    if (one ? single() : name(0, end) && !kind(end)) {
      add(0, end);
      return true;
    }
    return false;
  }

  /// "Stoves from Contura": where the name of a maker begins behind what it makes; zero if the
  /// sentence does not begin so.
  private int maker() {
    String first = tokens.getFirst().folded();
    boolean from =
        tokens.size() > 2
            && near(1)
            && near(2)
            && Set.of("from", "från", "by").contains(tokens.get(1).folded());
    boolean many =
        first.endsWith("s") || first.endsWith("er") || first.endsWith("ar") || first.endsWith("or");
    return from && many && part(2) && !tokens.get(2).common() ? 2 : 0;
  }

  /// "Last: Grade AB": whether a colon stands behind the first word.
  private boolean headed() {
    return tokens.size() > 1
        && text.substring(tokens.getFirst().end(), tokens.get(1).start()).strip().equals(":");
  }

  private boolean kind(int at) {
    return at < tokens.size() && near(at) && NameWords.KINDS.contains(tokens.get(at).folded());
  }

  private boolean lower(NameToken token) {
    return !token.special() && seen.small(token.folded());
  }

  /// Whether the one word with a capital that a sentence begins with is a name: unless something
  /// tells that it is not.
  private boolean single() {
    NameToken first = tokens.getFirst();
    String word = first.folded();
    if (first.special() || seen.inside(first.text())) {
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
  private void inside() {
    for (int i = 1; i < tokens.size(); i++) {
      if (!tokens.get(i).capital()) {
        continue;
      }
      int end = Math.max(i + 1, end(i));
      String before = tokens.get(i - 1).folded();
      boolean behind = NameWords.before(language, before) && !tokens.get(i).text().contains(".");
      boolean article = KEPT_ARTICLES.contains(before) && i > 1;
      boolean place = article && NameWords.before(language, tokens.get(i - 2).folded());
      if (!behind && !place && name(i, end)) {
        add(i, end);
        return;
      }
      i = end - 1;
    }
  }

  private void marked(Pattern marks) {
    Matcher mark = marks.matcher(text);
    while (mark.find()) {
      int at = 0;
      while (at < tokens.size() && tokens.get(at).start() < mark.end()) {
        at++;
      }
      while (at < tokens.size() && NameMarks.FILLERS.contains(tokens.get(at).folded())) {
        at++;
      }
      boolean close =
          at < tokens.size() && text.substring(mark.end(), tokens.get(at).start()).length() <= 24;
      if (!close) {
        continue;
      }
      if (part(at) && !(language == SeedLanguage.DE && common(at))) {
        add(at, end(at));
      } else if (mark.group("called") != null
          && !NameWords.function(language, tokens.get(at).folded())) {
        found.add(tokens.get(at).text());
      }
    }
  }

  private boolean common(int at) {
    return !tokens.get(at).special()
        && end(at) == at + 1
        && (kindInGerman(at) || tokens.get(at).folded().endsWith("en"));
  }

  /// Names between quotation marks.
  private void quoted() {
    Matcher quoted = NameMarks.QUOTED.matcher(text);
    while (quoted.find()) {
      String name = quoted.group(1).strip();
      boolean few = name.split(" ", -1).length <= 4;
      boolean capital = !name.isEmpty() && Character.isUpperCase(name.codePointAt(0));
      boolean ends = name.endsWith(".") || name.endsWith("!") || name.endsWith("?");
      if (few && capital && !ends) {
        found.add(name);
      }
    }
  }

  /// Adds a name that is one word, whatever its letters.
  void addWord(int at) {
    found.add(tokens.get(at).text());
  }
}
