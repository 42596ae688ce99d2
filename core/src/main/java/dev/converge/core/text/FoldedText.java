package dev.converge.core.text;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Compares text as people read it: by whole words, ignoring case.
public final class FoldedText {
  private FoldedText() {}

  /// The first of some terms that one of the texts contains.
  public static Optional<String> firstMentioned(List<String> texts, List<String> terms) {
    List<String> folded = texts.stream().map(FoldedText::fold).toList();
    for (String term : terms) {
      String wanted = fold(term);
      if (folded.stream().anyMatch(text -> mentions(text, wanted))) {
        return Optional.of(term);
      }
    }
    return Optional.empty();
  }

  /// Full case folding as far as the JDK supports it (upper, then lower), with white space as
  /// single blanks.
  public static String fold(String text) {
    String folded = text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    StringBuilder out = new StringBuilder(folded.length());
    boolean gap = false;
    for (int i = 0; i < folded.length(); ) {
      int point = folded.codePointAt(i);
      i += Character.charCount(point);
      if (Character.isWhitespace(point) || Character.isSpaceChar(point)) {
        gap = !out.isEmpty();
      } else {
        if (gap) {
          out.append(' ');
          gap = false;
        }
        out.appendCodePoint(point);
      }
    }
    return out.toString();
  }

  private static boolean mentions(String text, String term) {
    if (term.isEmpty()) {
      return false;
    }
    for (int from = text.indexOf(term); from >= 0; from = text.indexOf(term, from + 1)) {
      int end = from + term.length();
      boolean startsWord = from == 0 || !joins(text.codePointBefore(from), term.codePointAt(0));
      boolean endsWord =
          end == text.length()
              || !joins(term.codePointBefore(term.length()), text.codePointAt(end));
      if (startsWord && endsWord) {
        return true;
      }
    }
    return false;
  }

  private static boolean joins(int left, int right) {
    return wordPart(left) && wordPart(right);
  }

  private static boolean wordPart(int point) {
    return Character.isLetterOrDigit(point)
        || Character.getType(point) == Character.NON_SPACING_MARK
        || point == '_';
  }
}
