package dev.converge.temporal;

/// What a workflow is started with. Its members are part of recorded histories: they may be added
/// to, and never renamed.
///
/// @param runId of the run, which is the workflow's id too
/// @param since sequence of the last event that the workflow knows
/// @param heartbeatMillis after which silence the worker of an agent call is taken for lost
/// @param reopens whether the run is over and waits for the input that reopens it
/// @param attributes whether the run's status is kept in a search attribute
public record RunOrder(
    String runId, long since, long heartbeatMillis, boolean reopens, boolean attributes) {
  /// The same after more turns.
  RunOrder at(long sequence) {
    return new RunOrder(runId, sequence, heartbeatMillis, false, attributes);
  }
}
