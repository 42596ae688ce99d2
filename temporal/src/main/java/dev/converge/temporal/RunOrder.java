package dev.converge.temporal;

/// The arguments of a workflow. Its members are part of recorded histories: members can be added
/// but never renamed.
///
/// @param runId of the run, which is also the workflow's id
/// @param since sequence of the last event that the workflow knows
/// @param heartbeatMillis silence after which the worker of an agent call counts as lost
/// @param reopens whether the run has ended and waits for the input that reopens it
/// @param attributes whether the run's status is kept in a search attribute
public record RunOrder(
    String runId, long since, long heartbeatMillis, boolean reopens, boolean attributes) {
  /// The same after more turns.
  RunOrder at(long sequence) {
    return new RunOrder(runId, sequence, heartbeatMillis, false, attributes);
  }
}
