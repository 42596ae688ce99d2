package dev.converge.llm.reasoner.text;

import java.util.List;
import java.util.Set;

/// Tells whether two sentences give different figures for one thing.
public final class Contrast {
  private Contrast() {}

  /// Whether they do.
  ///
  /// @param least words that both must have
  /// @param part of the words of the shorter one that both must have
  /// @param nouns whether nouns have capitals, so that a capital tells no name
  public static boolean between(
      String one,
      Amount first,
      String other,
      Amount second,
      int least,
      double part,
      boolean nouns) {
    boolean same = first.value().compareTo(second.value()) == 0;
    Set<String> a = Words.stems(one);
    Set<String> b = Words.stems(other);
    boolean alike = first.unit().equals(second.unit()) || related(first, a, second, b);
    if (same || !alike) {
      return false;
    }
    long shared = a.stream().filter(b::contains).count();
    return first.kind() == second.kind()
        && first.period().equals(second.period())
        && shared >= least
        && shared >= part * Math.max(1, Math.min(a.size(), b.size()))
        && (nouns || !(named(one, b) && named(other, a)));
  }

  /// Whether two numbers count the same; one without a unit counts what its sentence speaks of.
  private static boolean related(Amount one, Set<String> a, Amount other, Set<String> b) {
    Set<String> first = one.stems().isEmpty() ? a : one.stems();
    Set<String> second = other.stems().isEmpty() ? b : other.stems();
    return first.stream().anyMatch(second::contains);
  }

  /// Whether two sentences speak of different years.
  public static boolean years(List<Amount> one, List<Amount> other) {
    return !years(one).equals(years(other));
  }

  private static List<String> years(List<Amount> amounts) {
    return amounts.stream()
        .filter(amount -> amount.kind() == Amount.Kind.YEAR)
        .map(amount -> amount.value().toPlainString())
        .toList();
  }

  /// Whether a text has a word with a capital, not at its beginning, that another one does not
  /// have.
  private static boolean named(String text, Set<String> other) {
    List<String> words = Words.of(text);
    return words.stream()
        .anyMatch(word ->
            word.length() > 2
                && Character.isUpperCase(word.charAt(0))
                && !Words.stems(word).isEmpty()
                && !other.contains(Words.stem(word)));
  }
}
