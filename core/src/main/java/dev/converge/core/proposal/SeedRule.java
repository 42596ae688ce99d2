package dev.converge.core.proposal;

/// A seed that a program asks for.
///
/// @param idPrefix with which its id starts
/// @param required whether a job without it is refused
/// @param description what belongs in it, or empty
public record SeedRule(String idPrefix, boolean required, String description) {}
