package dev.converge.core.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Finds the known name that a mistyped name probably means, by optimal string alignment distance,
/// ignoring case.
public final class Nearest {
  private static final int MAX_CHARACTERS = 64;
  private static final int MIN_EDITS = 2;

  private Nearest() {}

  /// The known name that is nearest to a name: at most two edits or a third of its characters away.
  /// Empty if no name is that near, or the name is longer than 64 characters.
  public static Optional<String> to(String name, Collection<String> known) {
    if (name.length() > MAX_CHARACTERS) {
      return Optional.empty();
    }
    return known.stream()
        .filter(other -> edits(name, other) <= Math.max(MIN_EDITS, other.length() / 3))
        .min(
            Comparator.comparingInt((String other) -> edits(name, other))
                .thenComparing(Comparator.naturalOrder()));
  }

  /// `; did you mean "x"?` for the nearest known name; empty if none is near.
  public static String hint(String name, Collection<String> known) {
    return to(name, known).map(near -> "; did you mean \"" + near + "\"?").orElse("");
  }

  /// The nearest texts, nearest first. Ties keep their order.
  ///
  /// @param most maximum number
  public static List<String> sorted(String text, List<String> texts, int most) {
    return texts.stream()
        .sorted(Comparator.comparingInt(other -> edits(text, other)))
        .limit(most)
        .toList();
  }

  /// Number of edits between two texts: insertions, deletions, replacements, and swaps of
  /// neighbours.
  public static int edits(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    for (int j = 0; j < last.length; j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(last[j], row[j - 1]) + 1);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      beforeLast = last;
      last = row;
    }
    return last[b.length()];
  }
}
