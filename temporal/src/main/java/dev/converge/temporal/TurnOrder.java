package dev.converge.temporal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A turn that a workflow requests. The same order can be executed more than once, and is stored
/// once.
///
/// @param runId of the run
/// @param since sequence of the last event that the workflow knows
/// @param seed identifies this turn within the run
/// @param atMillis the workflow's time
/// @param input posted from outside, or `null`
/// @param inputId identifies the input, whichever turn processes it; `null` without one
/// @param lost agent calls that are given up because their workers were lost repeatedly
/// @param probe whether to check if the provider that the run waits for is back
/// @param takenUpMillis when the run continued after its worker was lost, or 0: the time before
///   does not count as running
public record TurnOrder(
    String runId,
    long since,
    String seed,
    long atMillis,
    @Nullable String input,
    @Nullable String inputId,
    List<AskOrder> lost,
    boolean probe,
    long takenUpMillis) {}
