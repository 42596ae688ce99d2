package dev.converge.domain.patent.match;

import java.util.Map;
import java.util.TreeMap;

/// How much it says that a document has a term: the fewer documents of the whole collection have
/// it, the more. Where the collection does not say how many have it, a term counts as rare.
///
/// @param documents of the collection; 0 if that is not known
/// @param having how many of them have a term, by its name
public record Weights(long documents, Map<String, Integer> having) {
  /// What a term is worth of which nothing is known, in tenths of a bit.
  private static final int UNKNOWN = 40;

  private static final int LEAST = 5;

  /// In the largest collections a word that hardly any document has says no more than this.
  private static final int MOST = 120;

  private static final int TENTHS = 10;

  /// Copies the map.
  public Weights {
    having = new TreeMap<>(having);
  }

  /// In tenths of a bit.
  public int rarity(Term term) {
    Integer count = having.get(term.name());
    if (documents == 0 || count == null) {
      return UNKNOWN;
    }
    double ratio = (documents + 1.0) / (count + 1.0);
    int bits = (int) (TENTHS * StrictMath.log(ratio) / StrictMath.log(2));
    return Math.clamp(bits, LEAST, MOST);
  }

  /// What a term weighs in what it stands in.
  public int weight(Term term) {
    return term.kind().weight() * rarity(term);
  }
}
