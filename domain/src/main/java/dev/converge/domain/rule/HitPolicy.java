package dev.converge.domain.rule;

/// Which rules of a table decide.
public enum HitPolicy {
  /// There is no table: fields are only computed.
  NONE,
  /// The first that matches.
  FIRST,
  /// The only one that matches; it is an error if two do.
  ONE,
  /// Each that matches, in the order of the table.
  EVERY
}
