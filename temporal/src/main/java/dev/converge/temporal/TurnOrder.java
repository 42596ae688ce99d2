package dev.converge.temporal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A turn that a workflow asks for. The same order may be taken more than once, and is stored once.
///
/// @param runId of the run
/// @param since sequence of the last event that the workflow knows
/// @param seed tells this turn from all others of the run
/// @param atMillis the workflow's time
/// @param input from outside, as it was posted, or `null`
/// @param lost agent calls that are given up because their workers were lost again and again
/// @param probe whether it is to be looked whether the provider is back that the run waits for
/// @param takenUpMillis when the run went on after its worker was lost, or 0: what was before does
///   not count as running
public record TurnOrder(
    String runId,
    long since,
    String seed,
    long atMillis,
    @Nullable String input,
    List<AskOrder> lost,
    boolean probe,
    long takenUpMillis) {}
