package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.text.SeedLanguage;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/// Words behind which the name of a firm stands.
final class NameMarks {
  static final Pattern QUOTED =
      Pattern.compile("[“„”\"«‚]\u00a0?([^“„”\"«»‚]{2,40}?)\u00a0?[”“\"»‘](?![\\p{L}])");

  /// Between a mark and a name.
  static final Set<String> FILLERS =
      Set.of(
          "is",
          "are",
          "the",
          "ist",
          "sind",
          "är",
          "est",
          "sont",
          "es",
          "son",
          "e.g",
          "called",
          "named",
          "still",
          "nach",
          "wie",
          "vor",
          "noch",
          "immer",
          "fortfarande",
          "toujours");

  /// Whom a sentence says to be no competitor.
  static final Pattern NONE =
      Pattern.compile(
          "\\b(?:isn['’]t (?:one|a competitor|a rival)|is (?:not|no) (?:one|a competitor|a rival|competitor|rival)|aren['’]t (?:competitors|rivals)"
              + "|(?:ist|sind) (?:keiner|keine|kein) ?(?:wettbewerb\\p{L}*|konkurren\\p{L}*)?(?=[,.;])|kein wettbewerber|keine konkurrenz"
              + "|är ingen konkurrent|är inte en konkurrent|n['’]en est pas un|n['’]est pas un concurrent|no es (?:un )?competidor|no lo es)",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /// Behind these a word in small letters may be a name as well.
  private static final String CALLED =
      "(?<called>\\b(?:called|named|namens|som heter|vid namn|kallad|kallat|nommée?|appelée?|baptisée?|llamad[oa]|que se llama)\\b)";

  /// The same group, without any match.
  private static final String NOT_CALLED = "(?<called>\\b\\B)";

  /// One of these is in whatever compares with a competitor: most sentences have none.
  private static final List<String> HINTS =
      List.of(
          "nlike",
          "contrast",
          "ompar",
          "vs",
          "ersus",
          "nders als",
          "egensatz",
          "erglichen",
          "ergleich",
          "killnad",
          "ämför",
          "otsats",
          "ontrairement",
          "ifférence",
          "rapport",
          "iferencia",
          "rente a");

  private static final Map<SeedLanguage, Pattern> ANY = new EnumMap<>(SeedLanguage.class);
  private static final Map<SeedLanguage, Pattern> UNLIKE = new EnumMap<>(SeedLanguage.class);
  private static final Map<SeedLanguage, Pattern> SUCH = new EnumMap<>(SeedLanguage.class);

  static {
    put(
        SeedLanguage.EN,
        "unlike|in contrast to|compared (?:with|to)|versus|vs\\.?",
        "such as|like|including|namely|e\\.g\\.|for example",
        "competitors?(?: (?:is|are|include|includes|remains?))?|rivals?(?: (?:is|are|include))?|incumbents?(?: (?:is|are))?|leader(?: is)?"
            + "|alternatives?(?: (?:is|are|include))?|compet(?:es?|ing) with|against|than|switch(?:ed|es)? to|known as|bought from"
            + "|buys? from|orders? from|lost to|colleagues?|off|via");
    put(
        SeedLanguage.DE,
        "anders als|im Gegensatz zu|verglichen mit|im Vergleich (?:zu|mit)",
        "wie|etwa|z\\. ?B\\.|zum Beispiel|nämlich|darunter|wie zum Beispiel",
        "(?:Haupt)?(?:wettbewerber[ns]?|konkurrent(?:en)?|mitbewerber[ns]?|marktführer[ns]?|platzhirsch)(?: (?:ist|sind|bleibt|heißt|heißen))?"
            + "|heißt|heißen|gegen|gegenüber|konkurrier(?:en|t) mit|Marke|Startup|Start-up|Firma|Kolleg(?:e|en|in)|Nachbarn?");
    put(
        SeedLanguage.SV,
        "till skillnad från|jämfört med|i motsats till",
        "såsom|som|till exempel|t\\. ?ex\\.|exempelvis|bland annat|bl\\.a\\.|nämligen",
        "konkurrent(?:en|er|erna)?(?: (?:är|heter))?|marknadsledaren(?: (?:är|heter))?|mot|än|konkurrerar med|heter|kollegan|kollegorna|kollegor|grannen");
    put(
        SeedLanguage.FR,
        "contrairement à|à la différence de|par rapport à|comparée? à|comparés? à",
        "tels? que|telles? que|comme|notamment|par exemple|à savoir",
        "concurrents?(?: (?:est|sont|reste))?|leader(?: (?:est|reste))?|contre|face à|que|s'appelle|confrères?");
    put(
        SeedLanguage.ES,
        "a diferencia de|en comparación con|frente a|comparad[oa]s? con",
        "tales? como|como|por ejemplo|a saber",
        "competidor(?:es)?(?: (?:es|son))?|rival(?:es)?(?: (?:es|son))?|líder(?: es)?|contra|que|se llama");
  }

  private NameMarks() {}

  private static void put(SeedLanguage language, String unlike, String such, String more) {
    ANY.put(language, pattern(CALLED, unlike + "|" + such + "|" + more));
    UNLIKE.put(language, pattern(NOT_CALLED, unlike));
    SUCH.put(language, pattern(NOT_CALLED, such));
  }

  private static Pattern pattern(String called, String words) {
    return Pattern.compile(
        called + "|(?<![\\p{L}\\p{N}])(?:" + words + ")(?![\\p{L}\\p{N}]) ?:?",
        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  /// Whether a text may have what [#unlike] looks for.
  static boolean mayCompare(String text) {
    for (String hint : HINTS) {
      if (text.contains(hint)) {
        return true;
      }
    }
    return false;
  }

  /// Whatever may lead to a competitor.
  static Pattern any(SeedLanguage language) {
    return Objects.requireNonNull(ANY.get(language));
  }

  /// What leads to a competitor wherever it stands.
  static Pattern unlike(SeedLanguage language) {
    return Objects.requireNonNull(UNLIKE.get(language));
  }

  /// What leads to examples.
  static Pattern such(SeedLanguage language) {
    return Objects.requireNonNull(SUCH.get(language));
  }
}
