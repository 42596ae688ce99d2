package dev.converge.llm.reasoner.text;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The words of a text.
public final class Words {
  private static final List<String> ENDINGS =
      List.of(
          "ernas", "arnas", "erna", "arna", "orna", "ernes", "innen", "ern", "ies", "en", "er",
          "es", "ar", "or", "et", "n", "s", "e");

  private Words() {}

  /// A word and where it stands.
  ///
  /// @param text as it stands there
  /// @param start index of its first character
  /// @param end index after its last character
  public record Word(String text, int start, int end) {}

  /// The words as they stand, in order.
  public static List<String> of(String text) {
    List<String> words = new ArrayList<>();
    for (int start = start(text, 0); start < text.length(); ) {
      int end = end(text, start);
      words.add(text.substring(start, end));
      start = start(text, end);
    }
    return words;
  }

  /// The words with their places, in order.
  public static List<Word> at(String text) {
    List<Word> words = new ArrayList<>();
    for (int start = start(text, 0); start < text.length(); ) {
      int end = end(text, start);
      words.add(new Word(text.substring(start, end), start, end));
      start = start(text, end);
    }
    return words;
  }

  /// Whether a text has a word.
  public static boolean any(String text) {
    return start(text, 0) < text.length();
  }

  /// Where the first word from a place on begins: with a letter or a digit. The length of the text
  /// if there is none.
  private static int start(String text, int from) {
    int i = from;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      if (begins(c)) {
        return i;
      }
      i += Character.charCount(c);
    }
    return i;
  }

  /// Where a word ends: after letters, digits, marks, apostrophes and hyphens, the groups of digits
  /// that follow with a point or comma before each, and a percent sign.
  private static int end(String text, int start) {
    int end = start;
    while (end < text.length() && inside(text.codePointAt(end))) {
      end += Character.charCount(text.codePointAt(end));
    }
    int group = group(text, end);
    while (group > end) {
      end = group;
      group = group(text, end);
    }
    return end < text.length() && text.charAt(end) == '%' ? end + 1 : end;
  }

  private static int group(String text, int from) {
    boolean parted = from < text.length() && (text.charAt(from) == '.' || text.charAt(from) == ',');
    int end = from + 1;
    while (parted && end < text.length() && number(text.codePointAt(end))) {
      end += Character.charCount(text.codePointAt(end));
    }
    return parted && end > from + 1 ? end : from;
  }

  /// Whether a word begins with a character: a letter or a number of any script.
  static boolean begins(int c) {
    return Character.isLetter(c) || number(c);
  }

  private static boolean inside(int c) {
    return begins(c) || c == '\'' || c == '’' || c == '-' || mark(c);
  }

  private static boolean number(int c) {
    return switch (Character.getType(c)) {
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
      default -> false;
    };
  }

  private static boolean mark(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
          true;
      default -> false;
    };
  }

  /// Without case, the same in every locale.
  public static String fold(String word) {
    return word.toLowerCase(Locale.ROOT).replace('’', '\'');
  }

  /// What forms of a word have in common: its folded beginning without usual endings. Rough, and
  /// the same for all languages.
  public static String stem(String word) {
    String folded = fold(word);
    for (String ending : ENDINGS) {
      if (folded.endsWith(ending) && folded.length() - ending.length() >= 4) {
        return folded.substring(0, folded.length() - ending.length());
      }
    }
    return folded;
  }

  /// The stems of the words that say something, each once, in order.
  public static Set<String> stems(String text) {
    Set<String> stems = new LinkedHashSet<>();
    for (String word : of(text)) {
      if (word.length() > 2 && !AmountReader.stop(word) && !Character.isDigit(word.charAt(0))) {
        stems.add(stem(word));
      }
    }
    return stems;
  }

  /// With a capital at its beginning.
  public static String capital(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.codePointAt(0);
    return Character.toString(Character.toTitleCase(first))
        + text.substring(Character.charCount(first));
  }

  /// The text, or as many whole words of it as fit.
  public static String clip(String text, int most) {
    int length = text.codePointCount(0, text.length());
    if (length <= most) {
      return text;
    }
    String cut = text.substring(0, text.offsetByCodePoints(0, Math.max(0, most - 1)));
    int space = cut.lastIndexOf(' ');
    return (space > most / 2 ? cut.substring(0, space) : cut) + "…";
  }
}
