package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.text.SeedLanguage;
import dev.converge.llm.reasoner.text.Sentences;
import dev.converge.llm.reasoner.text.Words;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names that are written in small letters, where a sentence about competitors begins with one:
/// "bay fm online streams for nothing".
final class SmallNames {
  /// After a full stop behind a word that is too long for an abbreviation.
  private static final Pattern BEGINS =
      Pattern.compile("(?<=\\p{L}{4}[.!?] )(?=\\p{Ll}\\p{L}*[ ,])");

  private static final int MOST_WORDS = 4;

  private static final Set<String> ARTICLES = Set.of("the", "die", "der", "das", "le", "la", "el");

  /// With what a sentence goes on behind its subject, in each language.
  private static final Map<SeedLanguage, Pattern> VERBS = new EnumMap<>(SeedLanguage.class);

  static {
    verbs(
        SeedLanguage.EN,
        "is|are|was|has|have|had|does|do|will|can|sell|offer|make|take|\\p{L}{3,}(?:s|ed)");
    verbs(SeedLanguage.DE, "ist|sind|hat|kann|\\p{L}{3,}t");
    verbs(SeedLanguage.SV, "är|har|kan|tar|ger|\\p{L}{3,}(?:er|ar)");
    verbs(
        SeedLanguage.FR,
        "est|sont|a|ont|fait|vend|prend|propose|offre|loue|livre|facture|reste|arrive|demande|tient");
    verbs(
        SeedLanguage.ES,
        "es|son|está|tiene|tienen|vende|venden|ofrece|cobra|hace|da|cuesta|alquila|lleva|sale");
  }

  private static void verbs(SeedLanguage language, String words) {
    VERBS.put(language, Pattern.compile("(?:" + words + ")", Pattern.UNICODE_CASE));
  }

  private SmallNames() {}

  /// The sentences of a text about competitors, in which one may begin with a small letter.
  static List<String> sentences(String text) {
    List<String> found = new ArrayList<>();
    for (String sentence : Sentences.of(text)) {
      for (String part : BEGINS.split(sentence, -1)) {
        found.add(part.strip());
      }
    }
    return found;
  }

  /// The name that a sentence begins with; empty if it begins with none.
  static String of(String sentence, SeedLanguage language) {
    List<Words.Word> words = Words.at(sentence);
    if (words.size() < 2 || !Character.isLowerCase(words.getFirst().text().codePointAt(0))) {
      return "";
    }
    boolean article = ARTICLES.contains(Words.fold(words.getFirst().text()));
    int least = article ? 2 : 1;
    boolean capital = article && Character.isUpperCase(words.get(1).text().codePointAt(0));
    Pattern verb = Objects.requireNonNull(VERBS.get(language));
    int end = least;
    while (end < words.size() && end < MOST_WORDS + least) {
      String word = words.get(end).text();
      String gap = sentence.substring(end(words.get(end - 1)), words.get(end).start());
      boolean ends =
          capital
              ? !Character.isUpperCase(word.codePointAt(0))
              : verb.matcher(word).matches() || !gap.equals(" ");
      if (ends) {
        return sentence.substring(words.getFirst().start(), end(words.get(end - 1)));
      }
      end++;
    }
    return "";
  }

  private static int end(Words.Word word) {
    return word.start() + word.text().length();
  }

  /// "Und kleinstil, der Neue in Connewitz, vermietet …"
  private static final Pattern AND =
      Pattern.compile("^(?:Und|And|Och|Et|Y|Dann|Sowie) (\\p{Ll}{4,}), ");

  private static final Set<String> NO_NAME =
      Set.of(
          "then",
          "also",
          "well",
          "honestly",
          "lately",
          "zwar",
          "dann",
          "auch",
          "sogar",
          "nicht",
          "sedan",
          "även",
          "också",
          "dessutom",
          "aussi",
          "enfin",
          "puis",
          "ensuite",
          "bien",
          "además",
          "luego",
          "claro",
          "quizá",
          "natürlich",
          "freilich",
          "leider",
          "endlich",
          "schließlich",
          "finally",
          "naturally",
          "recently");

  /// The name behind "and" with which a sentence begins; empty if there is none.
  static String behindAnd(String sentence) {
    Matcher and = AND.matcher(sentence);
    return and.lookingAt() && !NO_NAME.contains(Words.fold(and.group(1))) ? and.group(1) : "";
  }
}
