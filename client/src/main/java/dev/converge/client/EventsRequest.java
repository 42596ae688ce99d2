package dev.converge.client;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Which events of a job to follow. Not changed by the methods, which return another one.
public final class EventsRequest {
  private final String jobId;
  private final long after;
  private final @Nullable String runId;
  private final Consumer<ConnectionState> onState;

  private EventsRequest(
      String jobId, long after, @Nullable String runId, Consumer<ConnectionState> onState) {
    this.jobId = jobId;
    this.after = after;
    this.runId = runId;
    this.onState = onState;
  }

  /// All events of the first run of a job.
  public static EventsRequest of(String jobId) {
    return new EventsRequest(jobId, 0, null, state -> {});
  }

  /// Those after an event that is known already.
  ///
  /// @param sequence of that event; 0 for the whole run
  public EventsRequest after(long sequence) {
    return new EventsRequest(jobId, sequence, runId, onState);
  }

  /// Those of another run of the job.
  public EventsRequest run(String id) {
    return new EventsRequest(jobId, after, id, onState);
  }

  /// Tells how the events come whenever that changes, in the thread that reads them.
  public EventsRequest onState(Consumer<ConnectionState> listener) {
    return new EventsRequest(jobId, after, runId, listener);
  }

  String jobId() {
    return jobId;
  }

  long after() {
    return after;
  }

  @Nullable String runId() {
    return runId;
  }

  Consumer<ConnectionState> onState() {
    return onState;
  }
}
