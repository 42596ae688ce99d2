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
      NameWords.set(
          "it they its their he she both we our us i you wir unser unsere unseren sie er es"
              + " ihr ihre beide vi vår våra vårt det de dess deras han hon nous notre nos il elle"
              + " ils elles son sa ses leur leurs on su sus ella ellos ellas nosotros nuestro"
              + " nuestra ambos");

  private static final Set<String> FRENCH_INSIDE = Set.of("à", "au", "aux", "en", "sur", "sous");
  private static final Set<String> FRENCH_ARTICLES = Set.of("le", "la", "les");

  /// Behind these a full stop ends no name.
  private static final Set<String> TITLES =
      Set.of("dr", "prof", "st", "mr", "mrs", "ms", "sta", "sto", "hnos");

  /// Whether a word speaks of whom the sentence before named, or of whoever wrote the seeds.
  static boolean continues(String folded) {
    return CONTINUES.contains(folded);
  }

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
    boolean listed = new ListedNames(this).find();
    if (new MetNames(this).find() || listed) {
      return names();
    }
    marked(NameMarks.any(language));
    if (others) {
      if (language == SeedLanguage.DE) {
        new GermanNames(this).maker();
      } else if (found.isEmpty()) {
        new SubjectNames(this).inside();
      }
      return names();
    }
    boolean continues = !tokens.isEmpty() && CONTINUES.contains(tokens.getFirst().folded());
    if (language == SeedLanguage.DE) {
      new GermanNames(this).find();
    } else {
      SubjectNames subject = new SubjectNames(this);
      if (!subject.find() && !continues && found.isEmpty()) {
        subject.inside();
      }
    }
    return names();
  }

  /// What any other sentence names as competitors.
  ///
  /// @param rivals whether it speaks of competitors
  List<String> ofOthers(boolean rivals) {
    if (rivals && new ListedNames(this).find()) {
      return names();
    }
    marked(rivals ? NameMarks.any(language) : NameMarks.unlike(language));
    if (rivals && found.isEmpty() && language != SeedLanguage.DE) {
      new SubjectNames(this).find();
    }
    return names();
  }

  /// Firms that stand after "such as".
  List<String> examples() {
    marked(NameMarks.such(language));
    return names();
  }

  private List<String> names() {
    List<String> all = new ArrayList<>(NameMarks.bystanders(text) ? Set.of() : found);
    all.removeIf(
        name -> all.stream().anyMatch(other -> !other.equals(name) && other.contains(name)));
    return all;
  }

  String text() {
    return text;
  }

  SeedLanguage language() {
    return language;
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
    return gap.equals(" ") || (gap.equals(". ") && initial(tokens.get(at - 1)));
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

  /// "Dr.", "W.": a full stop behind it ends nothing.
  private static boolean initial(NameToken token) {
    return TITLES.contains(token.folded()) || (token.text().length() == 1 && token.capital());
  }

  /// Where the words of a name that begin at a place end; the place itself if none does.
  int end(int from) {
    int at = from;
    while (at < tokens.size() && at - from < MOST_WORDS_OF_A_NAME) {
      boolean joined = at == from || near(at);
      if (joined && (part(at) || (at > from && tokens.get(at).legal()))) {
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

  boolean part(int at) {
    NameToken token = tokens.get(at);
    return token.capital() && !(token.folded().equals("i") && language == SeedLanguage.EN);
  }

  /// "Kakelugnsmakarna i Linköping AB": behind a place, if the form of a firm follows.
  private boolean formFollows(int from) {
    return from + 2 < tokens.size()
        && !NameWords.JOINTS.contains(tokens.get(from).folded())
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
    if (at == from && withArticle(from)) {
      at = from + 1;
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

  /// "La Boîte à Poils": a small word inside a name that begins with an article.
  private boolean withArticle(int at) {
    return language == SeedLanguage.FR
        && at > 1
        && near(at)
        && FRENCH_INSIDE.contains(tokens.get(at).folded())
        && FRENCH_ARTICLES.contains(tokens.get(at - 2).folded())
        && tokens.get(at - 2).capital()
        && at + 1 < tokens.size()
        && !tokens.get(at + 1).common();
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
    int behind = behindParentheses(at);
    if (behind > at && behind < tokens.size()) {
      return listed(behind);
    }
    String gap = text.substring(tokens.get(at - 1).end(), tokens.get(at).start()).strip();
    if (gap.startsWith(")")) {
      gap = gap.substring(1).strip();
    }
    boolean joint = NameWords.JOINTS.contains(tokens.get(at).folded());
    int next = joint && (gap.isEmpty() || gap.equals(",")) ? at + 1 : gap.equals(",") ? at : -1;
    if (next < 0 || next >= tokens.size() || !part(next)) {
      return -1;
    }
    NameToken token = tokens.get(next);
    boolean kind = language == SeedLanguage.DE && !token.special() && kindInGerman(next);
    return kind || NameWords.function(language, token.folded()) || token.common() ? -1 : next;
  }

  /// The first word behind what stands in parentheses at a place; the place itself if nothing does.
  private int behindParentheses(int at) {
    int open = text.indexOf('(', tokens.get(at - 1).end());
    int close = text.indexOf(')', open + 1);
    if (open < 0 || close < 0 || open > tokens.get(at - 1).end() + 1) {
      return at;
    }
    int next = at;
    while (next < tokens.size() && tokens.get(next).start() < close) {
      next++;
    }
    return next;
  }

  boolean kindInGerman(int at) {
    String word = tokens.get(at).folded();
    return NameWords.GERMAN_NOUN.matcher(word).matches() || seen.withArticle(word);
  }

  /// Adds the name from one word to another, without a list behind it.
  void addName(int from, int to) {
    found.add(written(from, to));
  }

  void addName(String name) {
    found.add(name);
  }

  private String written(int from, int to) {
    String name = text.substring(tokens.get(from).start(), tokens.get(to - 1).end());
    // "Oliver's has the medals": the name itself, where a verb follows.
    boolean verb =
        to < tokens.size()
            && (NameWords.OF_MANY.contains(tokens.get(to).folded())
                || NameWords.ACTS.contains(tokens.get(to).folded())
                || tokens.get(to).folded().equals("is"));
    boolean owner =
        language == SeedLanguage.EN && !verb && (name.endsWith("'s") || name.endsWith("’s"));
    return owner ? name.substring(0, name.length() - 2) : name;
  }

  /// Whether words may be a name: one of them is neither a place nor a thing.
  boolean name(int from, int to) {
    boolean own = to - from > 2;
    for (int i = from; i < to; i++) {
      NameToken token = tokens.get(i);
      own |= token.capital() && !token.common() && !NameWords.function(language, token.folded());
    }
    return own && written(from, to).length() >= LEAST_LETTERS;
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
      boolean capital =
          !name.isEmpty()
              && List.of(name.split(" ", -1)).stream()
                  .allMatch(word -> !word.isEmpty() && !Character.isLowerCase(word.codePointAt(0)));
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
