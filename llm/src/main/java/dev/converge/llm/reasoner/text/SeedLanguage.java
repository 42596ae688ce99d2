package dev.converge.llm.reasoner.text;

import dev.converge.core.text.EnumWord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A language in which the offline reasoner writes.
public enum SeedLanguage {
  /// English.
  EN("“", "”", ',', '.'),
  /// German.
  DE("„", "“", '.', ','),
  /// Swedish.
  SV("”", "”", '\u00a0', ','),
  /// French.
  FR("«\u00a0", "\u00a0»", '\u00a0', ','),
  /// Spanish.
  ES("«", "»", '.', ',');

  /// Words that tell languages apart. Those that the reasoner does not write are there so that they
  /// are not taken for a neighbour.
  private static final TreeMap<String, List<String>> TELLING = new TreeMap<>();

  static {
    tell(
        "en",
        "the of and to for with is are a an in on by that this from at they their it has have per no not"
            + " our we who what how does year month buyers ask");
    tell(
        "de",
        "der die das und für mit ist sind ein eine einen dem den des im in auf von zu nicht wir sie aus bei"
            + " pro bis ohne oder auch als wie wird werden nach viele suchen läuft kein keine");
    tell(
        "sv",
        "och att det som för med är en ett av på i till inte den de vi har om från utan eller även som vad"
            + " hur ska vill många per kan måste ingen inga året månaden");
    tell(
        "fr",
        "le la les des et pour avec est sont un une du de en dans sur que qui pas nous ils elles au aux par"
            + " sans ou plus chaque leur leurs ne se d' l' an mois");
    tell(
        "es",
        "el la los las y para con es son un una del de en que no nos se por sin o más cada su sus al año mes"
            + " meses hay como pero");
    tell(
        "it", "il lo gli e per con è sono un una di del della che non si da al alla nel i le anno");
    tell(
        "nl",
        "de het een en van voor met is zijn op in niet wij ze te bij of ook per jaar dat die");
    tell("pt", "o a os as e para com é são um uma do da em que não se por sem ou mais cada ao ano");
    tell(
        "da",
        "og at det som for med er en et af på i til ikke den de vi har om fra uden eller kan");
    tell(
        "no",
        "og at det som for med er en et av på i til ikke den de vi har om fra uten eller kan");
    tell("fi", "ja on ei että joka se ne sekä kun kuin myös ovat ole vuodessa");
    tell("pl", "i w na z do nie się jest są że dla przez po od oraz roku");
  }

  private final String opening;
  private final String closing;
  private final char thousands;
  private final char decimal;

  SeedLanguage(String opening, String closing, char thousands, char decimal) {
    this.opening = opening;
    this.closing = closing;
    this.thousands = thousands;
    this.decimal = decimal;
  }

  private static void tell(String code, String words) {
    TELLING.put(code, List.of(words.split(" ", -1)));
  }

  /// Its code in ISO 639.
  public String code() {
    return EnumWord.of(this);
  }

  /// The text between this language's quotation marks.
  public String quote(String text) {
    return opening + text + closing;
  }

  /// What stands between thousands.
  char thousands() {
    return thousands;
  }

  /// What stands before decimals.
  char decimal() {
    return decimal;
  }

  /// The language of a text, by the words that stand in every text; empty if it is another one. A
  /// text too short to tell is English if it has no letter beyond ASCII.
  public static Optional<SeedLanguage> of(String text) {
    int letters = 0;
    int latin = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      letters += Character.isLetter(c) ? 1 : 0;
      latin += Character.isLetter(c) && c < 0x250 ? 1 : 0;
    }
    if (latin * 2 < letters) {
      return Optional.empty();
    }
    TreeMap<String, Integer> hits = hits(text);
    Map.Entry<String, Integer> best = Map.entry("en", 0);
    for (Map.Entry<String, Integer> entry : hits.entrySet()) {
      boolean written = EN.named(entry.getKey()).isPresent();
      boolean more = entry.getValue() > best.getValue();
      boolean same = entry.getValue().equals(best.getValue());
      if (more || (same && written && EN.named(best.getKey()).isEmpty())) {
        best = entry;
      }
    }
    return EN.named(best.getKey());
  }

  /// Whether a text is clearly in another language: one that has at least two words or letters more
  /// in it than this one.
  public boolean differs(String text) {
    TreeMap<String, Integer> hits = hits(text);
    int own = hits.getOrDefault(code(), 0);
    return hits.values().stream().anyMatch(many -> many > own + 1);
  }

  private Optional<SeedLanguage> named(String code) {
    for (SeedLanguage language : values()) {
      if (language.code().equals(code)) {
        return Optional.of(language);
      }
    }
    return Optional.empty();
  }

  /// Of each language, the telling words and letters that a text has.
  private static TreeMap<String, Integer> hits(String text) {
    Map<String, Integer> counts = new HashMap<>();
    Words.of(text).forEach(word -> counts.merge(Words.fold(word), 1, Integer::sum));
    TreeMap<String, Integer> hits = new TreeMap<>();
    TELLING.forEach((code, words) ->
        hits.put(code, words.stream().mapToInt(word -> counts.getOrDefault(word, 0)).sum()));
    letters(text, hits);
    return hits;
  }

  /// Letters that only some languages have.
  private static void letters(String text, TreeMap<String, Integer> hits) {
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case 'ß', 'ü' -> hits.merge("de", 1, Integer::sum);
        case 'å' -> {
          hits.merge("sv", 1, Integer::sum);
          hits.merge("da", 1, Integer::sum);
          hits.merge("no", 1, Integer::sum);
        }
        case 'ø', 'æ' -> {
          hits.merge("da", 2, Integer::sum);
          hits.merge("no", 2, Integer::sum);
        }
        case 'ä', 'ö' -> {
          hits.merge("de", 1, Integer::sum);
          hits.merge("sv", 1, Integer::sum);
          hits.merge("fi", 1, Integer::sum);
        }
        case 'ñ', '¿', '¡' -> hits.merge("es", 2, Integer::sum);
        case 'ç', 'œ', 'ê', 'è' -> hits.merge("fr", 1, Integer::sum);
        case 'ã', 'õ' -> hits.merge("pt", 2, Integer::sum);
        case 'ł', 'ę', 'ą', 'ż' -> hits.merge("pl", 2, Integer::sum);
        default -> {}
      }
    }
  }
}
