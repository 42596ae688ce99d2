package dev.converge.runtime.operations;

/// Ids of events across runs: the id of the run, a slash, the sequence.
public final class EventIds {
  private EventIds() {}

  /// The id of an event.
  public static String of(String runId, long sequence) {
    return of(runId, Long.toString(sequence));
  }

  static String of(String runId, String sequence) {
    return runId + "/" + sequence;
  }
}
