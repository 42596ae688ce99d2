package dev.converge.testkit;

import dev.converge.core.event.Sealed;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.store.InputBox;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.Membership;
import dev.converge.engine.store.Ownership;
import dev.converge.engine.store.Replica;
import dev.converge.engine.store.Watches;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// A [SharedStore] as one engine sees it.
final class SharedMember extends ForwardingJobStore
    implements Journal, Ownership, Watches, InputBox, Membership {
  private final SharedStore shared;
  final String name;
  final Executor executor;
  final Instant since;
  final Map<String, LongConsumer> watched = new HashMap<>();
  private Membership.@Nullable Listener listener;
  @Nullable Consumer<String> whenPosted;
  Watches.@Nullable Everything everything;
  boolean alive = true;
  private boolean told;

  SharedMember(SharedStore shared, String name, Executor executor) {
    this.shared = shared;
    this.name = name;
    this.executor = executor;
    this.since = shared.clock.instant();
  }

  /// Its ports together.
  Replica replica() {
    return new Replica(this, this, this, this);
  }

  void tell(Consumer<Membership.Listener> what) {
    Membership.Listener known = listener;
    if (known != null) {
      shared.notify(this, () -> what.accept(known));
    }
  }

  /// Finds out what it was not told: that it was cut off (then it joins again), what others stored
  /// and posted, and what was answered.
  void look() {
    List<Runnable> news = new ArrayList<>();
    synchronized (shared) {
      if (!alive) {
        noticed();
        return;
      }
      watched.forEach((runId, more) ->
          shared.disk().run(runId).ifPresent(run -> news.add(() -> more.accept(run.sequence()))));
      Watches.Everything all = everything;
      if (all != null) {
        news.add(all::missed);
      }
      for (SharedStore.Box one : shared.box.values()) {
        if (one.poster == this && one.outcome != null) {
          news.add(() -> shared.tellOutcome(one));
        } else if (shared.owners.get(one.posted.runId()) == this && whenPosted != null) {
          Consumer<String> posted = whenPosted;
          news.add(() -> posted.accept(one.posted.runId()));
        }
      }
      news.forEach(executor::execute);
    }
  }

  /// It was cut off, and has seen it: it joins again.
  private void noticed() {
    Membership.Listener known = listener;
    if (told) {
      return;
    }
    told = true;
    executor.execute(() -> {
      if (known != null) {
        known.lost("the others took it for dead");
      }
      synchronized (shared) {
        alive = true;
        told = false;
      }
      if (known != null) {
        known.joined();
      }
    });
  }

  private void requireMember() {
    if (!alive) {
      noticed();
      throw new ConvergeException(ErrorCode.UNAVAILABLE, name + " is no member");
    }
  }

  private boolean foreign(String runId) {
    SharedMember owner = shared.owners.get(runId);
    return owner != null && owner != this;
  }

  @Override
  JobStore read() {
    return shared.disk();
  }

  @Override
  public List<Sealed> read(String runId, long after, int maxEvents, int maxBytes) {
    return shared.disk().read(runId, after, maxEvents, maxBytes);
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
    Journal.requireAppend(runId, expectedSequence, events);
    synchronized (shared) {
      AppendResult result = appended(runId, expectedSequence, events, head);
      if (result instanceof AppendResult.Appended) {
        answers.forEach(shared::tellAnswer);
        shared.tellMore(runId, this, expectedSequence + events.size());
      }
      executor.execute(() -> done.accept(result));
    }
  }

  private AppendResult appended(
      String runId, long expectedSequence, List<Sealed> events, RunHead head) {
    if (!alive) {
      noticed();
      return new AppendResult.Fenced();
    }
    if (foreign(runId)) {
      return new AppendResult.Conflict(shared.disk().run(runId).map(Run::sequence).orElse(0L));
    }
    AtomicReference<AppendResult> result = new AtomicReference<>();
    shared.disk().append(runId, expectedSequence, events, head, result::set);
    if (result.get() instanceof AppendResult.Appended) {
      own(runId, head);
    }
    return result.get();
  }

  private void own(String runId, RunHead head) {
    if (head.status().isFinal()) {
      shared.owners.remove(runId);
    } else {
      shared.owners.put(runId, this);
    }
  }

  @Override
  public void create(
      Job job,
      List<Sealed> events,
      RunHead head,
      @Nullable IdempotencyKey key,
      Consumer<CreateResult> done) {
    Journal.requireNext(job.runId(), 0, events);
    creating(
        job.runId(),
        head,
        (Consumer<CreateResult> then) -> shared.disk().create(job, events, head, key, then),
        done);
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
    Journal.requireNext(runId, 0, events);
    creating(
        runId,
        head,
        then -> shared.disk().createRun(jobId, runId, replayOf, createdAt, events, head, then),
        done);
  }

  private void creating(
      String runId,
      RunHead head,
      Consumer<Consumer<CreateResult>> create,
      Consumer<CreateResult> done) {
    synchronized (shared) {
      if (!alive) {
        noticed();
        executor.execute(() -> done.accept(new CreateResult.Unavailable(name + " is no member")));
        return;
      }
      create.accept(result -> {
        if (result instanceof CreateResult.Created) {
          own(runId, head);
          shared.tellMore(runId, this, shared.disk().run(runId).orElseThrow().sequence());
        }
        executor.execute(() -> done.accept(result));
      });
    }
  }

  @Override
  public boolean writable() {
    return member();
  }

  @Override
  public Claim claim(String runId) {
    synchronized (shared) {
      requireMember();
      Run run = shared.disk().run(runId).orElse(null);
      if (run == null) {
        return new Claim.NoSuchRun();
      }
      if (run.head().status().isFinal()) {
        return new Claim.Final(run);
      }
      if (foreign(runId)) {
        return new Claim.Elsewhere();
      }
      shared.owners.put(runId, this);
      return new Claim.Mine(run);
    }
  }

  @Override
  public List<Due> claimDue(Due after, Instant now, int limit) {
    JobStore.requirePage(limit);
    synchronized (shared) {
      requireMember();
      List<Due> mine = new ArrayList<>();
      List<Due> page = shared.disk().due(after, MAX_PAGE);
      while (!page.isEmpty()) {
        for (Due due : page) {
          if (due.at().isAfter(now) || mine.size() == limit) {
            return mine;
          }
          if (!foreign(due.runId())) {
            shared.owners.put(due.runId(), this);
            mine.add(due);
          }
        }
        page = shared.disk().due(page.getLast(), MAX_PAGE);
      }
      return mine;
    }
  }

  @Override
  public void release(Collection<String> runIds) {
    synchronized (shared) {
      if (alive) {
        runIds.forEach(runId -> shared.owners.remove(runId, this));
        shared.tellFreed(this);
      }
    }
  }

  @Override
  public void watch(String runId, LongConsumer more) {
    synchronized (shared) {
      watched.put(runId, more);
    }
  }

  @Override
  public void watchAll(Watches.Everything all) {
    synchronized (shared) {
      everything = all;
    }
  }

  @Override
  public void unwatchAll() {
    synchronized (shared) {
      everything = null;
    }
  }

  @Override
  public void unwatch(String runId) {
    synchronized (shared) {
      watched.remove(runId);
    }
  }

  @Override
  public void post(Posted posted, Consumer<PostResult> done) {
    synchronized (shared) {
      if (!alive) {
        noticed();
        executor.execute(() -> done.accept(new PostResult.Unavailable(name + " is no member")));
        return;
      }
      shared.box.put(
          posted.inputId(), new SharedStore.Box(posted, this, done, shared.clock.instant()));
      SharedMember owner = shared.owners.get(posted.runId());
      if (owner != null && owner.whenPosted != null) {
        Consumer<String> listening = owner.whenPosted;
        shared.notify(owner, () -> listening.accept(posted.runId()));
      }
    }
  }

  @Override
  public void withdraw(String inputId) {
    synchronized (shared) {
      SharedStore.Box one = shared.box.get(inputId);
      if (one != null && one.poster == this) {
        shared.box.remove(inputId);
      }
    }
  }

  @Override
  public void whenPosted(Consumer<String> posted) {
    synchronized (shared) {
      whenPosted = posted;
    }
  }

  @Override
  public List<Posted> open(String runId) {
    synchronized (shared) {
      Instant oldest = shared.clock.instant().minus(KEPT);
      return shared.box.values().stream()
          .filter(one -> one.posted.runId().equals(runId))
          .filter(one -> one.outcome == null && !one.at.isBefore(oldest))
          .map(one -> one.posted)
          .toList();
    }
  }

  @Override
  public void answer(List<Answered> answers) {
    synchronized (shared) {
      if (alive) {
        answers.forEach(shared::tellAnswer);
      }
    }
  }

  @Override
  public void listen(Membership.Listener events) {
    synchronized (shared) {
      listener = events;
    }
  }

  @Override
  public boolean member() {
    synchronized (shared) {
      return alive;
    }
  }

  @Override
  public List<Membership.Member> members() {
    synchronized (shared) {
      List<Membership.Member> all = new ArrayList<>();
      all.add(seen(this));
      shared.members.stream()
          .filter(other -> other != this && other.alive)
          .forEach(other -> all.add(seen(other)));
      return all;
    }
  }

  private Membership.Member seen(SharedMember other) {
    return new Membership.Member(
        other.name, "test", other.since, shared.clock.instant(), other == this);
  }

  @Override
  public String toString() {
    return name;
  }
}
