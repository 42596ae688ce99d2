package dev.converge.llm.reasoner;

import dev.converge.llm.reasoner.text.Words;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Words, stems and the small changes that fit a quoted clause into a sentence.
final class TextAnalysis {
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private static final Pattern PERCENT = Pattern.compile("(\\d+(?:[.,]\\d+)?)\\s?%");

  private static final Set<String> STOP =
      new HashSet<>(
          List.of(
              ("a an and any are as at be been but by can do does each every for from had has have"
                      + " how if in into is it its may more most no not of on one only or other our"
                      + " over per so some such than that the their them then there these they this"
                      + " those to under up was we were what when where which who will with you your")
                  .split(" ", -1)));

  private static final List<String> SUFFIXES =
      List.of(
          "ations", "ation", "ings", "ing", "ies", "ied", "ers", "er", "es", "ed", "ly", "y", "e",
          "s");

  private TextAnalysis() {}

  static List<String> words(String text) {
    return Words.of(text);
  }

  static String fold(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        String lower = text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        return BLANKS.matcher(lower).replaceAll(" ").strip();
      }
    }
    return foldAscii(text);
  }

  /// The same for ASCII, where lower case is a matter of one character.
  private static String foldAscii(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (blank(c)) {
        if (i == 0 || !blank(text.charAt(i - 1))) {
          folded.append(' ');
        }
      } else {
        folded.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
      }
    }
    return folded.toString().strip();
  }

  private static boolean blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  static boolean stop(String word) {
    return STOP.contains(fold(word));
  }

  /// The words that carry meaning, each once, as they stand.
  static List<String> content(String text) {
    Set<String> seen = new LinkedHashSet<>();
    List<String> found = new ArrayList<>();
    for (String word : words(text)) {
      String folded = fold(word);
      if (!STOP.contains(folded) && seen.add(folded)) {
        found.add(word);
      }
    }
    return found;
  }

  static String stem(String word) {
    return folded(fold(word));
  }

  /// The stem of a word that is folded.
  private static String folded(String word) {
    String folded = word;
    if (folded.endsWith("'s") || folded.endsWith("’s")) {
      folded = folded.substring(0, folded.length() - 2);
    }
    for (String suffix : SUFFIXES) {
      if (folded.endsWith(suffix) && folded.length() - suffix.length() >= 4) {
        return folded.substring(0, folded.length() - suffix.length());
      }
    }
    return folded;
  }

  static Set<String> stems(String text) {
    Set<String> stems = new LinkedHashSet<>();
    for (String word : words(text)) {
      String folded = fold(word);
      if (!STOP.contains(folded)) {
        stems.add(folded(folded));
      }
    }
    return stems;
  }

  static int overlap(Set<String> a, Set<String> b) {
    int count = 0;
    for (String each : a) {
      count += b.contains(each) ? 1 : 0;
    }
    return count;
  }

  /// The greatest percentage in a text in tenths, or -1.
  static int percent(String text) {
    int most = -1;
    Matcher matcher = PERCENT.matcher(text);
    while (matcher.find()) {
      String digits = matcher.group(1).replace(',', '.');
      if (digits.length() <= 8) {
        int tenths = new java.math.BigDecimal(digits).movePointRight(1).intValue();
        most = Math.max(most, tenths);
      }
    }
    return most;
  }

  /// Whether a number stands in the text, not just a digit in a name.
  static boolean number(String text) {
    return words(text).stream().anyMatch(word -> Character.isDigit(word.codePointAt(0)));
  }

  /// Whether a name stands in the text: a capital anywhere but at its start, or an acronym.
  static boolean named(String text) {
    List<String> words = words(text);
    for (int i = 0; i < words.size(); i++) {
      int capitals = (int) words.get(i).codePoints().filter(Character::isUpperCase).count();
      if (capitals > 1 || (i > 0 && capitals == 1)) {
        return true;
      }
    }
    return false;
  }

  /// For the middle of a sentence: without the capital that only a beginning has.
  static String inner(String text) {
    List<String> words = words(text);
    if (words.isEmpty() || text.isEmpty() || !Character.isUpperCase(text.codePointAt(0))) {
      return text;
    }
    String first = words.getFirst();
    boolean name =
        first.codePoints().filter(Character::isUpperCase).count() > 1
            || first.codePointCount(0, first.length()) < 2
            || NAMES.contains(first)
            || (words.size() > 1
                && Character.isUpperCase(words.get(1).codePointAt(0))
                && words.get(1).codePoints().anyMatch(Character::isLowerCase));
    return name ? text : lower(text);
  }

  private static String lower(String text) {
    int first = text.codePointAt(0);
    return Character.toString(Character.toLowerCase(first))
        + text.substring(Character.charCount(first));
  }

  /// For the beginning of a sentence.
  static String capital(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.codePointAt(0);
    return Character.toString(Character.toTitleCase(first))
        + text.substring(Character.charCount(first));
  }

  /// With a capital and, unless it has an end, a full stop.
  static String sentence(String text) {
    return sentence(text, true);
  }

  static String sentence(String text, boolean begins) {
    String whole = begins ? capital(text.strip()) : text.strip();
    return whole.isEmpty() || ".!?…。！？".indexOf(whole.charAt(whole.length() - 1)) >= 0
        ? whole
        : whole + ".";
  }

  /// Adjectives and names of places that keep their capital wherever they stand.
  private static final Set<String> NAMES =
      new TreeSet<>(
          List.of(
              ("Nordic European German French Spanish Italian Dutch Swedish Danish Norwegian Finnish"
                      + " British English American Asian African Indian Chinese Japanese Polish Swiss"
                      + " Europe Germany France Spain Italy Sweden Denmark Norway Finland Britain"
                      + " America Asia Africa India China Japan Poland Switzerland London Berlin Paris"
                      + " Stockholm Oslo Copenhagen Helsinki Amsterdam Rotterdam Google Microsoft Amazon"
                      + " Apple January February March April May June July August September October"
                      + " November December Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
                  .split(" ", -1)));
}
