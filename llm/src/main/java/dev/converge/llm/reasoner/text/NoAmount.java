package dev.converge.llm.reasoner.text;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Tells which numbers count nothing: days of a month, ordinals, paragraphs, roads, houses,
/// telephones and models.
public final class NoAmount {
  private static final int NEAR = 24;

  private static final Set<String> BEHIND =
      Set.of(
          ("january february march april may june july august september october november december"
                  + " januar februar märz mai juni juli oktober dezember januari februari mars maj augusti"
                  + " janvier février avril juin juillet août septembre octobre novembre décembre"
                  + " enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
                  + " st nd rd th er ère")
              .split(" ", -1));

  private static final Pattern BEFORE =
      Pattern.compile(
          "(?:§|#|\\b(?:nr|no|nº|n°|num|number|nummer|numéro|número|art|article|artikel|artículo|section|paragraph|absatz|abs|kapitel|chapter|väg|riksväg|route|road|highway"
              + "|line|linie|linje|ligne|línea|level|floor|page|seite|sida|tel|phone|telefon|version|type|typ|modell|model|iso|din|en)\\.?"
              + "|\\p{L}+(?:straße|strasse|str\\.|gasse|gatan|vägen|torget))\\s*$",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

  private static final Pattern MODEL = Pattern.compile("\\p{L}[\\p{L}'’-]* \\p{Lu}[\\p{L}-]+ $");

  /// A day with a month in digits, or numbers of a telephone.
  private static final Pattern DIGITS =
      Pattern.compile("^(?:\\.\\d{1,2}\\.|[-/ ]\\d{2,}[-/ ]\\d{2,})");

  private NoAmount() {}

  /// Whether a number counts nothing.
  public static boolean is(String text, Amount amount, SeedLanguage language) {
    if (amount.kind() != Amount.Kind.COUNT) {
      return false;
    }
    String before = text.substring(Math.max(0, amount.start() - NEAR), amount.start());
    List<String> unit = Words.of(amount.unit());
    boolean month = !unit.isEmpty() && BEHIND.contains(Words.fold(unit.getFirst()));
    return month
        || BEFORE.matcher(before).find()
        || DIGITS.matcher(text.substring(digits(text, amount.start()))).lookingAt()
        || model(before, amount, language);
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && Character.isDigit(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /// "Windows 11": a number right behind a word with a capital, and of nothing.
  private static boolean model(String before, Amount amount, SeedLanguage language) {
    return language != SeedLanguage.DE && amount.stems().isEmpty() && MODEL.matcher(before).find();
  }
}
