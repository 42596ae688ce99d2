package dev.converge.llm.reasoner.text;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The words of a text.
public final class Words {
  private static final Pattern WORD =
      Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}\\p{M}'’\\-]*(?:[.,]\\p{N}+)*%?");

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
    return at(text).stream().map(Word::text).toList();
  }

  /// The words with their places, in order.
  public static List<Word> at(String text) {
    List<Word> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      words.add(new Word(matcher.group(), matcher.start(), matcher.end()));
    }
    return words;
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
