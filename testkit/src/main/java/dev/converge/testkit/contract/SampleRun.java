package dev.converge.testkit.contract;

import dev.converge.core.Body;
import dev.converge.core.Chain;
import dev.converge.core.Event;
import dev.converge.core.event.Sealed;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Status;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A run that a store is filled with: real events on a real chain, without an engine. Not
/// thread-safe.
public final class SampleRun {
  /// When every sample is created, if nothing else is said.
  public static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private static final int FIRST_LETTER = 0x100;
  private static final int LAST_LETTER = 0x7ff;

  private final String runId;
  private final Chain chain;
  private final List<Sealed> all = new ArrayList<>();

  /// A run without events.
  public SampleRun(String runId) {
    this.runId = runId;
    this.chain = new Chain(runId, Chain.START);
  }

  /// Its id.
  public String runId() {
    return runId;
  }

  /// Sequence of its last event.
  public long sequence() {
    return all.size();
  }

  /// All its events so far.
  public List<Sealed> all() {
    return List.copyOf(all);
  }

  /// Its next events.
  ///
  /// @param contentBytes how long the content of each is
  public List<Sealed> next(int count, int contentBytes) {
    List<Event> events = new ArrayList<>(count);
    for (int i = 1; i <= count; i++) {
      long sequence = (long) all.size() + i;
      Seed seed = new Seed("seed:" + sequence, content(sequence, contentBytes / 2), null);
      events.add(new Event(sequence, 0, NOON, null, new Body.SeedAdmitted(seed)));
    }
    List<Sealed> sealed = chain.seal(events, new byte[count * Chain.SALT_BYTES]);
    all.addAll(sealed);
    return sealed;
  }

  /// Letters of two bytes, as random as they look, so that compressing them saves a fifth at most.
  private static String content(long seed, int letters) {
    StringBuilder text = new StringBuilder(letters);
    new SplittableRandom(seed)
        .ints(letters, FIRST_LETTER, LAST_LETTER + 1)
        .forEach(text::appendCodePoint);
    return text.toString();
  }

  /// A job of the tenant `default`, created at [#NOON], whose first run is `run_<name>`.
  public static JobStore.Job job(String name) {
    return job("default", name, "growth-strategy", null, NOON);
  }

  /// A job `job_<name>` whose first run is `run_<name>`.
  public static JobStore.Job job(
      String tenant,
      String name,
      String template,
      @Nullable String correlationId,
      Instant createdAt) {
    return new JobStore.Job(
        tenant,
        "job_" + name,
        "run_" + name,
        "{\"template\":\"" + template + "\"}",
        template,
        "1.0.0",
        "c0ffee",
        correlationId,
        createdAt);
  }

  /// What lists show of a run of that status.
  public static Journal.RunHead head(Status status) {
    return new Journal.RunHead(
        status, status == Status.HALTED ? "budget" : null, 2, 3, NOON.plusMillis(4));
  }
}
