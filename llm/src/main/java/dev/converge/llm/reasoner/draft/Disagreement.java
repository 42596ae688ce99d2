package dev.converge.llm.reasoner.draft;

import dev.converge.llm.reasoner.text.Amount;
import dev.converge.llm.reasoner.text.Contrast;
import dev.converge.llm.reasoner.text.SeedLanguage;
import dev.converge.llm.reasoner.text.Words;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Whether two sources say different things of one: other figures, other times of day, other days,
/// open and closed, allowed and forbidden.
final class Disagreement {
  private static final double ALIKE = 0.5;
  private static final double MORE_ALIKE = 0.6;
  private static final int TOLD_AS_WELL = 3;
  private static final int FEW_WORDS = 2;
  private static final int MOST_COMPARED = 40;

  /// Words that say how much a figure may be, and nothing of what it is said of.
  private static final Set<String> BOUNDS =
      Words.stems(
          "most least latest before within höchstens mindestens spätestens vor högst minst senast före plus moins tard avant máximo mínimo tarde antes");

  /// Whether two sources say different things of one.
  boolean between(Piece one, Piece other) {
    if (one.source().equals(other.source())
        || Contrast.years(one.amounts(), other.amounts())
        || one.length() > MOST_COMPARED
        || other.length() > MOST_COMPARED) {
      return false;
    }
    Traits.Compared first = one.traits().compared();
    Traits.Compared second = other.traits().compared();
    return figures(one, other, first, second)
        || told(first.figures(), second.figures())
        || times(one, other)
        || days(one, other)
        || first.hours().differ(second.hours())
        || Opposites.between(first, second);
  }

  /// Whether two passages may speak of the same: "pocket money, at most 30 euros" and "the society
  /// helps with at most 80 euros" do not.
  ///
  /// @param least words that both must have besides units and limits, where their subjects differ
  private static boolean sameSubject(Piece one, Piece other, int least) {
    Set<String> subject = one.traits().subject();
    Set<String> others = other.traits().subject();
    if (NoteTaker.overlap(subject, others) > 0) {
      return true;
    }
    Set<String> shared = new HashSet<>(one.traits().compared().stems());
    shared.retainAll(other.traits().compared().stems());
    shared.removeAll(BOUNDS);
    one.amounts().forEach(amount -> shared.removeAll(units(amount)));
    other.amounts().forEach(amount -> shared.removeAll(units(amount)));
    return shared.size() >= least;
  }

  private static Set<String> units(Amount amount) {
    return Words.stems(amount.kind() == Amount.Kind.MONEY ? amount.raw() : amount.unit());
  }

  /// Whether a figure of one contradicts one of the other, and neither has both.
  private static boolean told(List<FigureOf> first, List<FigureOf> second) {
    for (FigureOf a : first) {
      for (FigureOf b : second) {
        if (a.contradicts(b) && !states(first, b) && !states(second, a)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean states(List<FigureOf> piece, FigureOf told) {
    return piece.stream()
        .anyMatch(own ->
            own.amount().kind() == told.amount().kind()
                && own.amount().value().compareTo(told.amount().value()) == 0);
  }

  private static boolean figures(
      Piece one, Piece other, Traits.Compared first, Traits.Compared second) {
    if (one.amounts().isEmpty() || other.amounts().isEmpty()) {
      return false;
    }
    boolean nouns = first.language() == SeedLanguage.DE;
    double part = nouns ? MORE_ALIKE : ALIKE;
    if (NoteTaker.overlap(first.stems(), second.stems()) < FEW_WORDS) {
      return false;
    }
    for (Amount a : one.amounts()) {
      boolean day = !Days.in(a.raw()).isEmpty();
      boolean counted = a.kind() != Amount.Kind.YEAR && !a.unit().isEmpty() && !day;
      boolean stated = other.amounts().stream().anyMatch(b -> b.value().compareTo(a.value()) == 0);
      for (Amount b : other.amounts()) {
        if (!stated
            && counted
            && Contrast.between(one.text(), a, other.text(), b, FEW_WORDS, part, nouns)
            && sameSubject(one, other, a.kind() == Amount.Kind.TIME ? FEW_WORDS : 1)) {
          return true;
        }
      }
    }
    return false;
  }

  /// Whether two passages say the same of another day.
  private static boolean days(Piece one, Piece other) {
    return one.days().size() == 1
        && other.days().size() == 1
        && !one.days().equals(other.days())
        && (alike(one, other) || sameEvent(one, other));
  }

  /// Whether two passages speak of one event by other verbs: "the fair is on 12 May" and "the
  /// summer fair starts on 14 May"; by when something has to be done is another matter.
  private static boolean sameEvent(Piece one, Piece other) {
    Traits.Compared first = one.traits().compared();
    Traits.Compared second = other.traits().compared();
    if (first.deadline() != second.deadline()) {
      return false;
    }
    Set<String> words = first.occasion();
    Set<String> others = second.occasion();
    int shared = NoteTaker.overlap(words, others);
    int fewer = Math.min(words.size(), others.size());
    boolean begin = first.begins() && second.begins();
    boolean same = shared > 0 && shared >= ALIKE * fewer && fewer - shared <= 1;
    return same || (begin && fewer <= FEW_WORDS);
  }

  /// Whether two passages say the same with other times of day.
  private static boolean times(Piece one, Piece other) {
    return !one.clock().isEmpty()
        && !other.clock().isEmpty()
        && !one.clock().containsAll(other.clock())
        && !other.clock().containsAll(one.clock())
        && alike(one, other);
  }

  private static boolean alike(Piece one, Piece other) {
    Set<String> words = one.traits().compared().stems();
    Set<String> others = other.traits().compared().stems();
    int shared = NoteTaker.overlap(words, others);
    return shared >= TOLD_AS_WELL && shared >= ALIKE * Math.min(words.size(), others.size());
  }
}
