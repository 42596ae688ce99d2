package dev.converge.core.proposal;

/// An expression that is true or false for a fact. Pure: the same fact among the same facts gives
/// the same result on every machine. Formulas with equal texts are equal.
public interface Formula {
  /// The text of the formula.
  String text();

  /// Evaluates the formula for a fact.
  ///
  /// @param fact a fact, or what would be one
  /// @param around the existing facts
  Verdict judge(Judged fact, Surroundings around);

  /// The result of a formula for a fact.
  ///
  /// @param holds whether it is true
  /// @param fault why it cannot be evaluated, for example because the fact lacks a member;
  ///   otherwise empty
  record Verdict(boolean holds, String fault) {}
}
