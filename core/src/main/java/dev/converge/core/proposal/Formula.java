package dev.converge.core.proposal;

/// An expression that is true of a fact or is not. Pure: the same fact among the same facts gives
/// the same verdict on every machine. Equal if their texts are.
public interface Formula {
  /// As it was written.
  String text();

  /// Whether it is true of a fact.
  ///
  /// @param fact a fact, or what would be one
  /// @param around the facts that are there
  Verdict judge(Judged fact, Surroundings around);

  /// What a formula says of a fact.
  ///
  /// @param holds whether it is true
  /// @param fault why that cannot be said, such as a member that the fact lacks; empty if it can
  record Verdict(boolean holds, String fault) {}
}
