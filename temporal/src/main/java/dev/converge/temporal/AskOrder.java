package dev.converge.temporal;

/// An agent that is to be asked. What it is asked is in the journal.
///
/// @param runId of the run
/// @param agent id of the agent
/// @param cycle of the run
/// @param attempt from 1
/// @param deadlineMillis how long an answer may take
/// @param takenUpMillis as in [TurnOrder]
public record AskOrder(
    String runId, String agent, int cycle, int attempt, long deadlineMillis, long takenUpMillis) {
  /// The same in a run that was taken up.
  AskOrder takenUp(long atMillis) {
    return new AskOrder(runId, agent, cycle, attempt, deadlineMillis, atMillis);
  }

  /// Tells it from the other calls of its run.
  String id() {
    return agent + "-" + cycle + "-" + attempt;
  }
}
