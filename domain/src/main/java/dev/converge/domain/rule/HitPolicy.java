package dev.converge.domain.rule;

/// Which of the rules of a table decide.
public enum HitPolicy {
  /// There is no table: fields are computed alone.
  NONE,
  /// The first that matches.
  FIRST,
  /// The only one that matches; two that do are a fault.
  ONE,
  /// Each that matches, in the order of the table.
  EVERY
}
