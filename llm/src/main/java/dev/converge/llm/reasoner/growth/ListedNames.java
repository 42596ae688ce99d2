package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.text.SeedLanguage;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names in a sentence that says who competes: "Our competitors are Holtby, which …, and the
/// start-up CropPulse, which …". Each part of the list has one, whatever is said of it.
final class ListedNames {
  /// Words between a word for competitors and the verb behind it.
  private static final String MID = "(?:(?-i:\\p{Ll}\\p{L}*|(?:in|i|à|en|aus) \\p{Lu}\\p{L}*) )";

  private static final Map<SeedLanguage, Pattern> HEADS = new EnumMap<>(SeedLanguage.class);

  static {
    head(
        SeedLanguage.EN,
        "(?:competitors?|rivals?) MID{0,4}?(?:are|is|includes?|remains?) "
            + "|we MID{0,2}?compete MID{0,3}?(?:with|against) ");
    head(
        SeedLanguage.DE,
        "(?:wettbewerber|mitbewerber|konkurrent(?:en|in)?) MID{0,4}?(?:sind|ist|bleiben|bleibt) "
            + "|als MID{0,2}?(?:wettbewerber|mitbewerber|konkurrenten|konkurrenz) MID{0,2}?(?:sehen|betrachten|nennen|gelten) (?:wir )?"
            + "|(?:wir konkurrieren|konkurrieren wir|im wettbewerb stehen wir) MID{0,3}?mit ");
    head(
        SeedLanguage.SV,
        "konkurrent(?:en|er|erna)? MID{0,4}?(?:är|heter) "
            + "|(?:vi konkurrerar|konkurrerar vi) MID{0,3}?med ");
    head(
        SeedLanguage.FR,
        "concurrents? MID{0,4}?(?:sont|est|restent|reste) "
            + "|nous sommes MID{0,2}?concurrence MID{0,2}?avec ");
    head(
        SeedLanguage.ES,
        "(?:competidor(?:es|as|a)?|rival(?:es)?) MID{0,4}?(?:son|es) "
            + "|competimos MID{0,3}?(?:con|contra) ");
  }

  private static final Set<String> WITH =
      Set.of("with", "against", "mit", "med", "avec", "con", "contra");

  private static final Set<String> DETERMINERS =
      Set.of(
          "the", "a", "an", "der", "die", "das", "den", "dem", "ein", "eine", "einem", "einer",
          "en", "ett", "det", "le", "la", "les", "un", "une", "el", "los", "las", "una");

  /// Between a thing and whose it is.
  private static final Set<String> OF_WHOM = Set.of("from", "by", "von", "från");

  private static final int MOST_KIND_WORDS = 3;

  private final SentenceNames names;
  private final NameToken[] tokens;

  ListedNames(SentenceNames names) {
    this.names = names;
    this.tokens = names.tokens().toArray(NameToken[]::new);
  }

  private static void head(SeedLanguage language, String words) {
    HEADS.put(
        language,
        Pattern.compile(
            "(?<!\\p{L})(?:" + words.replace("MID", MID) + ")",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE));
  }

  /// Whether the sentence says who competes and names one.
  boolean find() {
    Matcher head = Objects.requireNonNull(HEADS.get(names.language())).matcher(names.text());
    if (!head.find()) {
      return false;
    }
    int at = 0;
    while (at < tokens.length && tokens[at].start() < head.end()) {
      at++;
    }
    int end = item(at);
    boolean found = end > at;
    for (int i = Math.max(at + 1, end); i + 1 < tokens.length; i++) {
      boolean joint = NameWords.JOINTS.contains(tokens[i].folded());
      if (joint && (i == end || names.apart(i))) {
        int next = item(i + 1);
        found |= next > i + 1;
        end = next > i + 1 ? next : end;
      }
    }
    return found;
  }

  /// Adds the name that a part of the list begins with.
  ///
  /// @return behind the name; the place itself if there is none
  private int item(int at) {
    int from = at;
    if (from < tokens.length && WITH.contains(tokens[from].folded())) {
      from++;
    }
    boolean article = from < tokens.length && DETERMINERS.contains(tokens[from].folded());
    if (article) {
      from++;
    }
    int begin = names.language() == SeedLanguage.DE ? german(from, article) : other(from, article);
    if (begin < 0 || !names.name(begin, names.end(begin))) {
      return at;
    }
    int end = names.end(begin);
    names.add(begin, end);
    return end;
  }

  /// Where a name begins behind the words for its kind; below zero if none does.
  private int other(int from, boolean article) {
    int at = from;
    while (article && at - from < MOST_KIND_WORDS && at < tokens.length && !names.part(at)) {
      String word = tokens[at].folded();
      boolean kind =
          OF_WHOM.contains(word)
              || !(NameWords.before(names.language(), word)
                  || NameWords.function(names.language(), word));
      if (!names.near(at) || !kind) {
        return -1;
      }
      at++;
    }
    return at < tokens.length && names.near(at) && names.part(at) && !alone(at) ? at : -1;
  }

  private boolean alone(int at) {
    return names.end(at) == at + 1
        && (tokens[at].common() || NameWords.function(names.language(), tokens[at].folded()));
  }

  private int german(int from, boolean article) {
    int at = from;
    while (at < tokens.length && at - from < 2 && !names.part(at) && inflected(at)) {
      at++;
    }
    if (at >= tokens.length || !names.near(at) || !names.part(at)) {
      return -1;
    }
    int end = names.end(at);
    boolean owned =
        end + 1 < tokens.length
            && OF_WHOM.contains(tokens[end].folded())
            && names.near(end)
            && names.near(end + 1)
            && names.part(end + 1)
            && !alone(end + 1);
    if (article && owned && end == at + 1) {
      return end + 1;
    }
    if (end > at + 1) {
      return GermanNames.bare(tokens[at].folded()) ? at + 1 : at;
    }
    boolean noun = article || names.kindInGerman(at) || tokens[at].folded().endsWith("en");
    return tokens[at].special() || !(noun || alone(at)) ? at : -1;
  }

  private boolean inflected(int at) {
    String word = tokens[at].folded();
    return names.near(at)
        && (word.endsWith("e")
            || word.endsWith("en")
            || word.endsWith("er")
            || word.endsWith("es"));
  }
}
