package dev.converge.llm.reasoner.draft;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A pattern of many words, every match of which begins where a word does. It is tried only where a
/// word begins with letters with which a match can begin, which is found out once for each
/// beginning: to try a long list of words at every place takes many times as long. Thread-safe.
final class WordPattern {
  /// Letters of a word by which most words are told from those of the list.
  private static final int BEGINNING = 3;

  /// Maximum number of word beginnings that are cached; others are matched each time.
  static final int MOST_BEGINNINGS = 10_000;

  private final Pattern pattern;
  private final Map<String, Boolean> beginnings = new ConcurrentHashMap<>();

  /// @param pattern every way to match it begins with a word boundary before a word
  WordPattern(Pattern pattern) {
    this.pattern = pattern;
  }

  Pattern pattern() {
    return pattern;
  }

  /// Whether a text has a match.
  boolean in(String text) {
    Matcher matcher = null;
    for (int i = 0; i < text.length(); i++) {
      if ((i > 0 && letter(text.charAt(i - 1))) || !possible(text, i)) {
        continue;
      }
      if (matcher == null) {
        matcher = pattern.matcher(text).useTransparentBounds(true).useAnchoringBounds(false);
      }
      if (matcher.region(i, text.length()).lookingAt()) {
        return true;
      }
    }
    return false;
  }

  /// After one of these no word begins; after other characters one may.
  private static boolean letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }

  private boolean possible(String text, int from) {
    char first = text.charAt(from);
    if (first < 0x80 && !letter(first)) {
      return false;
    }
    int to = from + BEGINNING;
    if (to >= text.length() || Character.isHighSurrogate(text.charAt(to - 1))) {
      return true;
    }
    String beginning = text.substring(from, to);
    Boolean known = beginnings.get(beginning);
    if (known == null) {
      Matcher matcher = pattern.matcher(beginning);
      // Where the end of the beginning played no part, nothing that follows can make a match of it.
      known = matcher.lookingAt() || matcher.hitEnd();
      if (beginnings.size() < MOST_BEGINNINGS) {
        beginnings.put(beginning, known);
      }
    }
    return known;
  }
}
