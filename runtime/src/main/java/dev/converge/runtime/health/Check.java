package dev.converge.runtime.health;

import java.util.Optional;
import java.util.function.Supplier;

/// One thing that must be in order for the server to be ready.
///
/// @param name one word, for people and probes
/// @param problem says what is not in order, if anything; quick, never any I/O
public record Check(String name, Supplier<Optional<String>> problem) {}
