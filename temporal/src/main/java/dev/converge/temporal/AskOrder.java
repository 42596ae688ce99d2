package dev.converge.temporal;

/// An order to ask an agent. The content of the request is in the journal.
///
/// @param runId of the run
/// @param agent id of the agent
/// @param cycle of the run
/// @param attempt starting at 1
/// @param deadlineMillis maximum duration of the attempt
/// @param takenUpMillis as in [TurnOrder]
public record AskOrder(
    String runId, String agent, int cycle, int attempt, long deadlineMillis, long takenUpMillis) {
  /// The same in a run that was loaded after its worker was lost.
  AskOrder takenUp(long atMillis) {
    return new AskOrder(runId, agent, cycle, attempt, deadlineMillis, atMillis);
  }

  /// Identifies it among the calls of its run.
  String id() {
    return agent + "-" + cycle + "-" + attempt;
  }
}
