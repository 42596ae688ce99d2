package dev.converge.engine.turn;

import dev.converge.core.Chain;
import dev.converge.core.Core;
import dev.converge.core.Event;
import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.event.Sealed;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.StoredBytes;
import java.time.Instant;
import java.util.List;

/// What a job may have stored, with the events of its first run, and what it has. Room for the end
/// of the run is always left. Used on the run's turns only.
public final class RunRoom {
  /// No bound.
  public static final long UNLIMITED = Long.MAX_VALUE;

  /// What the end of a run can take beyond what is reckoned: somebody's name and reason, and a
  /// longer number here and there.
  public static final int END_SLACK = 16 << 10;

  private final long most;
  private final long job;
  private long used;

  private RunRoom(long most, long job, long events) {
    this.most = most;
    this.job = job;
    this.used = job + events;
  }

  /// The room of a job whose first run has events that are stored.
  ///
  /// @param most bytes that a job may have stored
  /// @param events bytes of the events
  public static RunRoom of(long most, JobStore.Job job, long events) {
    return new RunRoom(most, StoredBytes.of(job), events);
  }

  /// Bytes of the job and its events that are stored.
  public long stored() {
    return used;
  }

  /// Bytes of the events that are stored.
  public long events() {
    return used - job;
  }

  /// More events are stored.
  public void took(List<Sealed> events) {
    used += StoredBytes.of(events);
  }

  /// The bytes that are needed for events, with the end of the run after them; 0 if there is room.
  ///
  /// @param next where the run stands after them
  public long lack(String runId, Program program, RunState next, List<Sealed> events) {
    if (most == UNLIMITED) {
      return 0;
    }
    long needed = StoredBytes.of(events) + end(runId, program, next);
    return needed > most - used ? needed : 0;
  }

  /// What its end takes from there on: also requests to models that are booked as lost.
  private long end(String runId, Program program, RunState state) {
    if (state.status().isFinal()) {
      return 0;
    }
    List<Event> end = Core.step(program, state, full(most, state.at())).events();
    byte[] salt = new byte[end.size() * Chain.SALT_BYTES];
    return StoredBytes.of(new Chain(runId, Chain.START).seal(end, salt)) + END_SLACK;
  }

  /// Ends a run for which there is no more room.
  ///
  /// @param needed bytes that came next
  public Input full(long needed, Instant at) {
    return new Input.OutOfRoom(most, used, needed, at);
  }

  /// What to tell whoever asked for something for which there is no more room.
  public String words(long needed) {
    return "quota exceeded: the job has stored "
        + used
        + " of at most "
        + most
        + " bytes (setting quotas.job_stored), and the next step needs "
        + needed;
  }
}
