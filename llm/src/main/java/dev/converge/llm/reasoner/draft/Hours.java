package dev.converge.llm.reasoner.draft;

import dev.converge.llm.reasoner.text.AmountReader;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers of which passages say by single words what they are: the time of coming back, the hours
/// of being open, the age from which something is made.
///
/// @param back times of coming back
/// @param ages months from which on something is made
/// @param years from which on somebody may do something
/// @param open hours of being open
record Hours(Set<String> back, Set<String> ages, Set<String> years, Set<String> open) {
  private static final Hours NONE = new Hours(Set.of(), Set.of(), Set.of(), Set.of());

  private static final String TIME = "(\\d{1,2}(?:[.:]\\d{2})?)";

  private static final Pattern BACK =
      pattern(
          "\\b(?:back|returns?|returning|zurück|rückkehr|rückfahrt an|tillbaka|hemma|retour|de vuelta|regreso|vuelta)\\b[^.\\d]{0,25}?"
              + TIME);

  private static final Pattern BACK_BEHIND =
      pattern(
          TIME
              + "(?: Uhr| h| pm| am)? (?:wieder |again |åter )?(?:back|zurück|tillbaka|de retour|de vuelta)\\b");

  private static final Pattern OPEN =
      pattern(
          "\\b(?:open|opening hours|öffnung|geöffnet|öffnungszeiten|offen|öppet|öppettider|ouverture|ouvert|horario|abierto)\\b[^.\\d]{0,30}?"
              + TIME
              + "\\s?(?:–|-|bis|to|till|until|à|a)\\s?"
              + TIME);

  private static final Pattern OPEN_BEHIND =
      pattern(
          TIME
              + "\\s?(?:–|-|bis|to|till|until)\\s?(?:voraussichtlich )?"
              + TIME
              + "(?: Uhr| h| pm| am)?(?: \\p{L}+)? (?:auf|geöffnet|offen|open|öppet)\\b");

  /// From which age on something is made.
  private static final Pattern AGE =
      pattern(
          "\\b(?:ab|from|från|dès|à partir de|desde|a partir de)\\s(?:age |dem alter von )?(\\d{1,2})\\s?(?:monat|month|månad|mois|mes)\\p{L}*");

  /// From which age on somebody may do something.
  private static final Pattern YEARS =
      pattern(
          "\\b(?:ab|mindestens|from|from age|at least|over|minst|från|över|dès|à partir de|au moins|desde|mínimo|al menos)\\s(\\d{1,2})(?=\\s(?:jahre?n?|years? (?:of age|old)|år|ans|años|ist|sind|alt|or over|fyllda)\\b)");

  private static final List<Pattern> COMING_BACK = List.of(BACK, BACK_BEHIND);

  private static Pattern pattern(String words) {
    return Pattern.compile(
        words, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);
  }

  /// Those of a passage.
  static Hours in(String text) {
    return AmountReader.digit(text)
        ? new Hours(
            times(text, COMING_BACK),
            times(text, List.of(AGE)),
            times(text, List.of(YEARS)),
            times(text, List.of(OPEN, OPEN_BEHIND)))
        : NONE;
  }

  /// Whether two passages give one other time each for the same.
  boolean differ(Hours other) {
    return differ(back, other.back)
        || differ(ages, other.ages)
        || differ(years, other.years)
        || differ(open, other.open);
  }

  private static boolean differ(Set<String> some, Set<String> others) {
    return some.size() == 1 && others.size() == 1 && !some.equals(others);
  }

  private static Set<String> times(String text, List<Pattern> patterns) {
    Set<String> found = new LinkedHashSet<>();
    for (Pattern pattern : patterns) {
      Matcher times = pattern.matcher(text);
      while (times.find()) {
        StringBuilder all = new StringBuilder();
        for (int i = 1; i <= times.groupCount(); i++) {
          String time = times.group(i).replace('.', ':');
          all.append(time.contains(":") ? time : time + ":00").append(' ');
        }
        found.add(all.toString());
      }
    }
    return found;
  }
}
