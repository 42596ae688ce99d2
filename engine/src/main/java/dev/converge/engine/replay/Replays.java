package dev.converge.engine.replay;

import dev.converge.core.Body;
import dev.converge.core.Chain;
import dev.converge.core.Core;
import dev.converge.core.Event;
import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.Step;
import dev.converge.core.event.Sealed;
import dev.converge.core.json.Digest;
import dev.converge.core.text.EnumWord;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.host.Host;
import dev.converge.engine.host.UuidV7;
import dev.converge.engine.run.StoredRuns;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.Room;
import dev.converge.engine.store.StoredBytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/// Replays final runs and stores the results as further runs of their jobs. A replay is stored as a
/// whole when it has ended, so a crash never leaves half of one. Thread-safe.
public final class Replays {
  /// Maximum number of concurrent replays; each holds its record in memory.
  static final int MAX_REPLAYS = 4;

  /// Maximum bytes of a record that the server replays; larger records are replayed offline, from
  /// their bundles.
  static final long MAX_BYTES = 64L << 20;

  private final Host host;
  private final StoredRuns stored;
  private final JobStore jobs;
  private final Agents agents;
  private final Room room;
  private final Semaphore places = new Semaphore(MAX_REPLAYS);
  private final Map<String, CompletableFuture<ReplayedRun>> underWay = new ConcurrentHashMap<>();

  /// Replays the runs of a store.
  ///
  /// @param agents whose rules run again
  /// @param room says whether a replay can be stored
  public Replays(Host host, StoredRuns stored, JobStore jobs, Agents agents, Room room) {
    this.room = room;
    this.host = host;
    this.stored = stored;
    this.jobs = jobs;
    this.agents = agents;
  }

  /// Replays once for a client's key, however often the key is used: the id of the new run is
  /// derived from the key. A repetition compares again and stores nothing.
  public CompletableFuture<ReplayedRun> once(String runId, String key) {
    String newRunId = "run_" + UuidV7.named(Digest.of(runId + " " + key));
    CompletableFuture<ReplayedRun> mine = new CompletableFuture<>();
    CompletableFuture<ReplayedRun> first = underWay.putIfAbsent(newRunId, mine);
    if (first != null) {
      return first.thenApply(ReplayedRun::again);
    }
    start(runId, newRunId)
        .whenComplete((replayed, failure) -> {
          underWay.remove(newRunId);
          if (failure == null) {
            mine.complete(replayed);
          } else {
            mine.completeExceptionally(failure);
          }
        });
    return mine;
  }

  /// Replays a run under a new id.
  public CompletableFuture<ReplayedRun> start(String runId, String newRunId) {
    CompletableFuture<ReplayedRun> done = new CompletableFuture<>();
    if (!places.tryAcquire()) {
      done.completeExceptionally(
          new ConvergeException(
              ErrorCode.OVERLOADED,
              "replays: " + MAX_REPLAYS + " are running (expected: fewer); try again later"));
      return done;
    }
    done.whenComplete((_, _) -> places.release());
    host.executor()
        .execute(() -> {
          try {
            replay(runId, newRunId, done);
          } catch (Throwable e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  private void replay(String runId, String newRunId, CompletableFuture<ReplayedRun> done) {
    JobStore.Job job = stored.kept(runId);
    JobStore.Run run = stored.run(runId);
    if (!run.head().status().isFinal()) {
      throw new ConvergeException(
          ErrorCode.CONFLICT,
          "run " + runId + ": " + EnumWord.of(run.head().status()) + " (expected: a final status)");
    }
    Program program = stored.program(job);
    List<Sealed> lines = lines(runId);
    Replay replay = new Replayer(program, runId, lines, agents).run();
    Optional<String> recorded =
        Chain.read(lines.getLast().json()).body() instanceof Body.RunStatus status
            ? Optional.ofNullable(status.summary()).map(Body.Summary::resultHash)
            : Optional.empty();
    ReplayedRun replayed = new ReplayedRun(job, newRunId, replay, recorded, false);
    if (jobs.run(newRunId).isPresent()) {
      // What was read may have been erased in the meantime.
      stored.kept(runId);
      done.complete(replayed.again());
    } else {
      store(replayed, program, done);
    }
  }

  private List<Sealed> lines(String runId) {
    List<Sealed> lines = new ArrayList<>();
    AtomicLong bytes = new AtomicLong();
    stored.pages(
        runId,
        page -> {
          for (Sealed line : page) {
            bytes.addAndGet(line.json().length);
          }
          if (bytes.get() > MAX_BYTES) {
            throw tooLarge(runId);
          }
          lines.addAll(page);
        });
    return lines;
  }

  private static ConvergeException tooLarge(String runId) {
    return new ConvergeException(
        ErrorCode.TOO_LARGE,
        "run "
            + runId
            + ": more than "
            + MAX_BYTES
            + " bytes of events (expected: fewer); replay its audit bundle instead");
  }

  private void store(ReplayedRun replayed, Program program, CompletableFuture<ReplayedRun> done) {
    Replay replay = replayed.replay();
    List<Event> events = new ArrayList<>(replay.events());
    RunState state = replay.state();
    Instant now = host.clock().instant();
    if (replay.difference() != null) {
      String message = "replay differs: " + replay.difference().message();
      Step step = Core.step(program, state, new Input.Broken(message, now));
      events.addAll(step.events());
      state = step.next();
    }
    byte[] salt = new byte[events.size() * Chain.SALT_BYTES];
    host.random().nextBytes(salt);
    List<Sealed> sealed = new Chain(replayed.runId(), Chain.START).seal(events, salt);
    // Its events have the times of the record, but the run is as new as its creation.
    Journal.RunHead head = Journal.RunHead.of(program, state).updated(now);
    room.within(replayed.job(), StoredBytes.of(sealed), () -> store(replayed, now, sealed, head))
        .whenComplete((_, failure) -> {
          if (failure == null) {
            done.complete(replayed);
          } else {
            done.completeExceptionally(
                failure instanceof CompletionException e && e.getCause() != null
                    ? e.getCause()
                    : failure);
          }
        });
  }

  private CompletableFuture<ReplayedRun> store(
      ReplayedRun replayed, Instant now, List<Sealed> sealed, Journal.RunHead head) {
    CompletableFuture<ReplayedRun> done = new CompletableFuture<>();
    jobs.createRun(
        replayed.job().jobId(),
        replayed.runId(),
        replayed.replay().runId(),
        now,
        sealed,
        head,
        result -> host.executor().execute(() -> stored(result, replayed, done)));
    return done;
  }

  private static void stored(
      JobStore.CreateResult result, ReplayedRun replayed, CompletableFuture<ReplayedRun> done) {
    switch (result) {
      case JobStore.CreateResult.Created _ -> done.complete(replayed);
      case JobStore.CreateResult.Gone(var erasure) ->
          done.completeExceptionally(erasure.gone(replayed.job().jobId()));
      case JobStore.CreateResult.Unavailable(var message) ->
          done.completeExceptionally(new ConvergeException(ErrorCode.UNAVAILABLE, message));
      case JobStore.CreateResult.SameKey _, JobStore.CreateResult.OtherBody _ ->
          done.completeExceptionally(
              new ConvergeException(ErrorCode.INTERNAL, "a replay has no idempotency key"));
    }
  }
}
