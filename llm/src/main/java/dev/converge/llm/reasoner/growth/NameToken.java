package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A word of a sentence in which names are looked for: an address such as "example.com" is one.
///
/// @param text as it stands there
/// @param folded without case
/// @param start index of its first character
/// @param end index after its last character
/// @param capital whether it may be a part of a name by its letters
/// @param special whether its letters say that it is a name: "JobRad", "IFCO", "example.com"
record NameToken(String text, String folded, int start, int end, boolean capital, boolean special) {
  private static final Pattern WORD =
      Pattern.compile(
          "[\\p{L}\\p{N}][\\p{L}\\p{N}\\p{M}'’-]*+(?:[&+](?=\\p{Lu})[\\p{L}\\p{N}'’-]++)*"
              + "(?:\\.(?:com|de|se|fr|es|net|org|io|eu|at|ch|nl|dk|no|shop|app|ai|co\\.uk)(?![\\p{L}\\p{N}]))?|[&+]");

  /// "4Tyres", "1Komma5".
  private static final Pattern DIGIT = Pattern.compile("\\p{N}+\\p{Lu}\\p{Ll}{2}.*");

  private static final int LONGEST_INITIALS = 6;

  static List<NameToken> of(String text) {
    List<NameToken> found = new ArrayList<>();
    Matcher word = WORD.matcher(text);
    while (word.find()) {
      found.add(of(word.group(), word.start(), word.end()));
    }
    return found;
  }

  private static NameToken of(String text, int start, int end) {
    String folded = Words.fold(text);
    boolean address = text.indexOf('.') > 0;
    boolean mixed = mixed(text);
    boolean upper = Character.isUpperCase(text.codePointAt(0)) || elided(text);
    boolean special = address || mixed || initials(text, folded) || joined(text);
    boolean digit = DIGIT.matcher(text).matches();
    return new NameToken(
        text, folded, start, end, upper || address || mixed || digit, special || digit);
  }

  /// "August-Horch-Museum": three words with capitals written as one.
  private static boolean joined(String text) {
    String[] parts = text.split("-", -1);
    boolean capitals = parts.length > 2;
    for (String part : parts) {
      capitals &= !part.isEmpty() && Character.isUpperCase(part.charAt(0));
    }
    return capitals;
  }

  /// "L'Envers", "l'Envers": an article that is written as one with the name.
  private static boolean elided(String text) {
    int mark = Math.max(text.indexOf('\''), text.indexOf('’'));
    return mark == 1 && text.length() > 2 && Character.isUpperCase(text.codePointAt(2));
  }

  /// A capital after a small letter, "JobRad"; after an apostrophe or hyphen it says nothing.
  private static boolean mixed(String text) {
    for (int i = 1; i < text.length(); i++) {
      if (Character.isUpperCase(text.charAt(i)) && Character.isLowerCase(text.charAt(i - 1))) {
        return !NameWords.LEGAL.contains(Words.fold(text));
      }
    }
    return false;
  }

  /// Whether it is made of capitals alone.
  boolean initials() {
    return initials(text, folded);
  }

  private static boolean initials(String text, String folded) {
    return text.length() > 1
        && text.length() <= LONGEST_INITIALS
        && text.chars().allMatch(Character::isUpperCase)
        && !NameWords.PLACES.contains(folded)
        && !NameWords.LEGAL.contains(folded);
  }

  /// Whether it is part of no name by itself: a place, a day, a thing.
  boolean common() {
    return NameWords.PLACES.contains(folded) || NameWords.THINGS.contains(folded);
  }

  boolean legal() {
    return NameWords.LEGAL.contains(folded);
  }
}
