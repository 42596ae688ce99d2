package dev.converge.cli.eval;

import java.time.Duration;
import java.util.Optional;

/// A run of a fixture.
///
/// @param took duration of the run
/// @param tokens of its models
/// @param costMicros of its models
/// @param verdict of the judge, if there is one
public record Sample(
    EvalOutcome outcome,
    Duration took,
    long tokens,
    long costMicros,
    Optional<Judge.Verdict> verdict) {}
