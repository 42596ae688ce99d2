package dev.converge.domain;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Finds what somebody may have meant.
final class Near {
  private Near() {}

  /// `, did you mean "x"?` for the nearest name, or nothing if none is near.
  static String hint(String name, Collection<String> names) {
    return names.stream()
        .filter(other -> distance(fold(name), fold(other)) <= Math.max(2, other.length() / 3))
        .min(
            Comparator.comparingInt((String other) -> distance(fold(name), fold(other)))
                .thenComparing(Comparator.naturalOrder()))
        .map(other -> "; did you mean \"" + other + "\"?")
        .orElse("");
  }

  /// The nearest texts, nearest first, ties in the order given.
  static List<String> nearest(String text, List<String> texts, int most) {
    return texts.stream()
        .sorted(Comparator.comparingInt(other -> distance(fold(text), fold(other))))
        .limit(most)
        .toList();
  }

  private static String fold(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /// Edits between two texts: insert, delete, replace, swap neighbours (optimal string alignment).
  static int distance(String a, String b) {
    int[] before = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
      }
      before = last;
      last = row;
    }
    return last[b.length()];
  }
}
