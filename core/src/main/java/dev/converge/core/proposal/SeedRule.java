package dev.converge.core.proposal;

/// A seed that a program asks for.
///
/// @param idPrefix with which its id starts
/// @param required whether a job without it is refused
/// @param description what belongs in it, or empty
/// @param day whether it has to name a day
public record SeedRule(String idPrefix, boolean required, String description, boolean day) {
  /// One that need not name a day.
  public SeedRule(String idPrefix, boolean required, String description) {
    this(idPrefix, required, description, false);
  }
}
