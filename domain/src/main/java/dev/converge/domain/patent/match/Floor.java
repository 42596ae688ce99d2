package dev.converge.domain.patent.match;

import java.util.List;

/// From what on a document bears on an invention at all. Words meet by chance, and the more
/// documents there are, the more of them; so what is met must say more than chance would: more bits
/// than it takes to pick one document of the collection, by a factor that was calibrated on
/// descriptions of patents that are in the collection and of inventions that are not. In a large
/// collection a long document has many words by chance, but not in one passage; so much of what is
/// met must stand together, the more of it the larger the collection is.
public final class Floor {
  /// Percent of the invention that must stand in the document.
  static final int SHARE = 35;

  /// Percent of the bits that pick one document, where the thing itself is not met.
  static final int OTHERS = 190;

  /// The same where the thing itself stands in one passage with another.
  static final int TOGETHER = 145;

  /// The same for all that is met, beyond what it says in how many ways as many of the terms could
  /// have been met; and tenths of a bit less.
  static final int BEYOND = 240;

  private static final int FREE = 114;

  /// Percent of the bits that pick one document, and tenths of a bit less, for what must stand in
  /// one passage.
  static final int PASSAGE = 240;

  private static final int LESS = 59;

  /// Tenths of a bit that are enough in one passage of the largest collection.
  private static final int ENOUGH = 340;

  /// Percent of an invention that are enough in one passage, however little they say.
  private static final int NEARLY_ALL = 85;

  /// Terms that must be met where only one of them is a thing.
  private static final int SEVERAL = 4;

  /// A collection of which nothing is known counts as one of so many documents.
  private static final long UNKNOWN = 63;

  private static final int PERCENT = 100;
  private static final int TENTHS = 10;

  private Floor() {}

  /// Whether a document bears on the invention.
  ///
  /// @param whole what it has of the whole
  /// @param terms of the whole
  /// @param weights of the collection
  public static boolean bears(Match whole, List<Term> terms, Weights weights) {
    long things = terms.stream().filter(term -> term.kind().thing()).count();
    boolean several = whole.things() > 1 || (whole.things() == 1 && whole.met().size() >= SEVERAL);
    if (whole.share() < SHARE || (!whole.head() && !several)) {
      return false;
    }
    if (things <= 1) {
      return whole.head() && whole.things() == things;
    }
    boolean near = whole.head() && whole.together();
    return several
        && whole.worth() >= least(weights, near ? TOGETHER : OTHERS)
        && whole.worth() - ways(terms.size(), whole.met().size()) >= least(weights, BEYOND) - FREE
        && (whole.nearShare() >= NEARLY_ALL
            || whole.near() >= Math.min(ENOUGH, least(weights, PASSAGE) - LESS));
  }

  /// Whether what a document shows of one element says enough to count alone.
  public static boolean counts(Match element, Weights weights) {
    return element.shows() && element.things() > 1 && element.near() >= least(weights, OTHERS);
  }

  /// In how many ways so many of the terms can be met, in tenths of a bit: of two dozen, some eight
  /// are soon met by chance, and of eight all eight are not.
  private static long ways(int terms, int met) {
    double bits = 0;
    for (int i = 1; i <= met; i++) {
      bits += StrictMath.log((terms - met + i) / (double) i) / StrictMath.log(2);
    }
    return (long) (TENTHS * bits);
  }

  private static long least(Weights weights, int factor) {
    long documents = weights.documents() == 0 ? UNKNOWN : weights.documents();
    double bits = StrictMath.log(documents + 1.0) / StrictMath.log(2);
    return (long) (TENTHS * bits * factor / PERCENT);
  }
}
