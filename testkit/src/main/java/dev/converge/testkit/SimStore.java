package dev.converge.testkit;

import dev.converge.core.event.Sealed;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.store.InputBox;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.MemoryStore;
import dev.converge.engine.store.Ownership;
import dev.converge.engine.store.Replica;
import dev.converge.engine.store.Rest;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A disk that outlives the processes of a [SimWorld], or the way of one process to a disk that
/// several share, which fails as told: it is away for some writes or reads, slow, throws errors,
/// says that a write conflicts which it stored, or the process dies just before or just after a
/// write.
final class SimStore extends ForwardingJobStore implements Journal {
  /// What happens at a write.
  enum Fault {
    NONE,
    /// The store says that it could not.
    AWAY,
    /// It takes its time.
    SLOW,
    /// The process dies and nothing was stored.
    DIES_BEFORE,
    /// The process dies, but it is stored.
    DIES_AFTER,
    /// An error is thrown and nothing was stored.
    THROWS_BEFORE,
    /// An error is thrown, but it is stored.
    THROWS_AFTER,
    /// It is stored, but told as a conflict; a creation, which knows none, is told as it is.
    FALSE_CONFLICT
  }

  /// Which fault each write meets.
  interface Faults {
    /// What a write meets.
    ///
    /// @param write its number, from 1
    Fault at(int write);

    /// Whether a read fails.
    ///
    /// @param read its number, from 1
    default boolean unreadable(int read) {
      return false;
    }

    /// Whether an error is thrown in the middle of a step that leads to events.
    ///
    /// @param step its number, from 1
    default boolean broken(int step) {
      return false;
    }

    /// Whether the observer of runs throws an error.
    ///
    /// @param told how often it was told something, from 1
    default boolean upset(int told) {
      return false;
    }
  }

  /// What a machine throws that is at its end.
  static final class Exhausted extends Error {
    private static final long serialVersionUID = 1L;

    Exhausted() {
      super("exhausted");
    }
  }

  private static final Duration SLOW = Duration.ofMillis(700);

  private final SimWorld world;
  private final Faults faults;
  private final MemoryStore disk;
  private final Journal journal;
  private final JobStore jobs;
  private final Replica replica;
  private final SimWorld.@Nullable Machine of;
  private int writes;
  private int reads;
  private boolean dead;
  private boolean forgetsRests;

  /// Of one process after the other.
  SimStore(SimWorld world, Faults faults) {
    this.world = world;
    this.faults = faults;
    this.disk = new MemoryStore(Runnable::run, world::now);
    this.journal = disk;
    this.jobs = disk;
    this.replica = Replica.alone(this);
    this.of = null;
  }

  /// Of one process of several.
  SimStore(
      SimWorld world, Faults faults, SharedStore shared, SharedMember server, SimWorld.Machine of) {
    this.world = world;
    this.faults = faults;
    this.disk = shared.disk();
    this.journal = server;
    this.jobs = server;
    this.replica = new Replica(claims(server), server, server, server);
    this.of = of;
  }

  /// Claims are readings, and fail as they do.
  private Ownership claims(Ownership server) {
    return new Ownership() {
      @Override
      public Claim claim(String runId) {
        readable();
        return server.claim(runId);
      }

      @Override
      public List<Due> claimDue(Due after, Instant now, int limit) {
        readable();
        return server.claimDue(after, now, limit);
      }

      @Override
      public void release(Collection<String> runIds) {
        if (!dead) {
          server.release(runIds);
        }
      }
    };
  }

  /// The engine of its process among the others.
  Replica replica() {
    return replica;
  }

  private void soon(Runnable task) {
    if (of == null) {
      world.soon(task);
    } else {
      world.soon(of, task);
    }
  }

  private void late(Runnable task) {
    if (of == null) {
      world.later(SLOW, task);
    } else {
      world.later(of, SLOW, task);
    }
  }

  /// Writes so far, failed ones too.
  int writes() {
    return writes;
  }

  /// Reads so far, failed ones too.
  int reads() {
    return reads;
  }

  /// Whether a fault says that the process is dead.
  boolean dead() {
    return dead;
  }

  /// Whether it does not keep until when runs rest, as older versions did.
  void forgetsRests(boolean forgets) {
    forgetsRests = forgets;
  }

  private RunHead kept(RunHead head) {
    return forgetsRests && !head.status().isFinal()
        ? new RunHead(
            head.status(),
            head.reason(),
            head.cycles(),
            head.facts(),
            head.updatedAt(),
            head.progress(),
            Rest.NONE,
            head.held(),
            head.used())
        : head;
  }

  /// Another process begins.
  void rise() {
    dead = false;
  }

  private interface Write<T> {
    void to(Consumer<T> done);
  }

  private <T> void write(Write<T> write, Consumer<T> done, T away, @Nullable T conflict) {
    if (dead) {
      return;
    }
    switch (faults.at(++writes)) {
      case NONE -> write.to(result -> soon(() -> done.accept(result)));
      case SLOW -> write.to(result -> late(() -> done.accept(result)));
      case AWAY -> soon(() -> done.accept(away));
      case DIES_BEFORE -> dead = true;
      case DIES_AFTER -> {
        write.to(_ -> {});
        dead = true;
      }
      case THROWS_BEFORE -> throw new Exhausted();
      case THROWS_AFTER -> {
        write.to(_ -> {});
        throw new Exhausted();
      }
      case FALSE_CONFLICT ->
          write.to(result -> soon(() -> done.accept(conflict == null ? result : conflict)));
    }
  }

  @Override
  public void append(
      String runId,
      long expectedSequence,
      List<Sealed> events,
      RunHead head,
      Consumer<AppendResult> done) {
    append(runId, expectedSequence, events, head, List.of(), done);
  }

  @Override
  public void append(
      String runId,
      long expectedSequence,
      List<Sealed> events,
      RunHead head,
      List<InputBox.Answered> answers,
      Consumer<AppendResult> done) {
    write(
        (Consumer<AppendResult> then) ->
            journal.append(runId, expectedSequence, events, kept(head), answers, then),
        done,
        new AppendResult.Unavailable("away"),
        new AppendResult.Conflict(expectedSequence + events.size()));
  }

  @Override
  public void create(
      Job job,
      List<Sealed> events,
      RunHead head,
      @Nullable IdempotencyKey key,
      Consumer<CreateResult> done) {
    write(
        (Consumer<CreateResult> then) -> jobs.create(job, events, head, key, then),
        done,
        new CreateResult.Unavailable("away"),
        null);
  }

  @Override
  public void createRun(
      String jobId,
      String runId,
      String replayOf,
      Instant createdAt,
      List<Sealed> events,
      RunHead head,
      Consumer<CreateResult> done) {
    write(
        (Consumer<CreateResult> then) ->
            jobs.createRun(jobId, runId, replayOf, createdAt, events, head, then),
        done,
        new CreateResult.Unavailable("away"),
        null);
  }

  private void readable() {
    if (faults.unreadable(++reads)) {
      throw new ConvergeException(ErrorCode.UNAVAILABLE, "away");
    }
  }

  @Override
  public List<Sealed> read(String runId, long after, int maxEvents, int maxBytes) {
    readable();
    return disk.read(runId, after, maxEvents, maxBytes);
  }

  @Override
  JobStore read() {
    readable();
    return disk;
  }

  @Override
  public boolean writable() {
    return !dead;
  }

  /// What is stored, whatever fails.
  MemoryStore disk() {
    return disk;
  }
}
