package dev.converge.core.text;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How many words a text is to have, as somebody who asks for it says: "130 to 150 words", "about
/// 120 Wörter", "högst 90 ord".
///
/// @param least the fewest words; 0 if only the most are said
/// @param most the most words
/// @param about whether one number is meant roughly: then both are that number
public record AskedLength(int least, int most, boolean about) {
  /// Maximum number of words that are taken for a length.
  public static final int MOST_WORDS = 5_000;

  private static final int NEAR = 24;
  private static final int PERCENT_OFF = 20;
  private static final int HUNDRED = 100;

  private static final Pattern LENGTH =
      Pattern.compile(
          "(?<!\\d)(\\d{2,4})(?:\\s?(?:-|–|to|and|bis|und|till|och|à|et|a|y)\\s?(\\d{2,4}))?[\\s-]?(?:words?|wörter[n]?|worte[n]?|ord|mots|palabras)(?![\\p{L}])",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}'’.,%-]*");

  private static final Pattern MOST_BEFORE =
      Pattern.compile(
          "(?:no more than|not more than|at most|up to|under|below|max\\.?|maximum(?: de| of)?|maximal|höchstens|nicht mehr als|bis zu|unter"
              + "|högst|maximalt|inte mer än|som mest|au plus|pas plus de|jusqu'à|máximo(?: de)?|no más de|hasta)\\s*$",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Pattern MOST_BEHIND =
      Pattern.compile(
          "^,?\\s*(?:maximum|max\\b|maximal|at most|or less|or fewer|höchstens|högst|som mest|au maximum|au plus|máximo|como máximo|a lo sumo)",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /// The length that a text asks for, if it does.
  public static Optional<AskedLength> in(String text) {
    Matcher length = LENGTH.matcher(text);
    if (!length.find()) {
      return Optional.empty();
    }
    int first = number(length.group(1));
    if (length.group(2) != null && number(length.group(2)) >= first) {
      return Optional.of(new AskedLength(first, number(length.group(2)), false));
    }
    String before = text.substring(Math.max(0, length.start() - NEAR), length.start());
    boolean most =
        MOST_BEFORE.matcher(before).find()
            || MOST_BEHIND.matcher(text.substring(length.end())).find();
    return Optional.of(new AskedLength(most ? 0 : first, first, !most));
  }

  /// The words of a text, as they are counted: numbers are words, marks and signs are none.
  public static int words(String text) {
    return (int) WORD.matcher(text).results().count();
  }

  private static int number(String digits) {
    return Math.min(MOST_WORDS, Integer.parseInt(digits));
  }

  /// Whether a text of so many words is as long as asked: a number that is meant roughly may be
  /// missed by a fifth.
  public boolean met(int words) {
    int off = about ? PERCENT_OFF : 0;
    return words * HUNDRED >= least * (HUNDRED - off) && words * HUNDRED <= most * (HUNDRED + off);
  }

  /// As it is said of what is expected: "at most 90", "about 120", "130–150".
  public String inWords() {
    return (least == 0 ? "at most " : about ? "about " : "") + (least == 0 ? most : toString());
  }

  /// As it is written in figures: "130–150", "120", "0–90".
  @Override
  public String toString() {
    return least == most ? String.valueOf(most) : least + "–" + most;
  }
}
