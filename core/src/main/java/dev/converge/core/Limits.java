package dev.converge.core;

/// Limits that hold in every run, whatever the program says.
public final class Limits {
  /// Bytes of a fact's content and data in canonical form.
  public static final int MAX_CONTENT_BYTES = 262_144;

  /// Proposals in one answer.
  public static final int MAX_PROPOSALS = 1_000;

  /// Facts that one proposal may cite.
  public static final int MAX_CITES = 1_000;

  private Limits() {}
}
