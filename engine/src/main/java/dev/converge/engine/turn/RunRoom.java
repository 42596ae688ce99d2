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

/// The storage limit of a job with the events of its first run, and how much of it is used. There
/// is always room for the end of the run. Used only on the run's turns.
public final class RunRoom {
  /// No limit.
  public static final long UNLIMITED = Long.MAX_VALUE;

  /// Maximum size of the end of a run in addition to what is computed: a person's name and reason,
  /// and some longer numbers.
  public static final int END_SLACK = 16 << 10;

  private final long most;
  private final long job;
  private long used;

  private RunRoom(long most, long job, long events) {
    this.most = most;
    this.job = job;
    this.used = job + events;
  }

  /// The storage of a job whose first run has stored events.
  ///
  /// @param most maximum bytes that the job may store
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

  /// Counts more stored events.
  public void took(List<Sealed> events) {
    used += StoredBytes.of(events);
  }

  /// The bytes that events need, with the end of the run after them; 0 if they fit.
  ///
  /// @param next the state of the run after them
  public long lack(String runId, Program program, RunState next, List<Sealed> events) {
    if (most == UNLIMITED) {
      return 0;
    }
    long needed = StoredBytes.of(events) + end(runId, program, next);
    return needed > most - used ? needed : 0;
  }

  /// The size of its end from that state, including requests to models that are booked as lost.
  private long end(String runId, Program program, RunState state) {
    if (state.status().isFinal()) {
      return 0;
    }
    List<Event> end = Core.step(program, state, full(most, state.at())).events();
    byte[] salt = new byte[end.size() * Chain.SALT_BYTES];
    return StoredBytes.of(new Chain(runId, Chain.START).seal(end, salt)) + END_SLACK;
  }

  /// Ends a run that has used up its storage.
  ///
  /// @param needed bytes that were needed next
  public Input full(long needed, Instant at) {
    return new Input.OutOfRoom(most, used, needed, at);
  }

  /// The error for a request that no longer fits.
  public String words(long needed) {
    return "quota exceeded: the job has stored "
        + used
        + " of at most "
        + most
        + " bytes (setting quotas.job_stored), and the next step needs "
        + needed;
  }
}
