package dev.converge.testkit;

import dev.converge.core.event.Sealed;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.store.InputBox;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.Membership;
import dev.converge.engine.store.MemoryStore;
import dev.converge.engine.store.Ownership;
import dev.converge.engine.store.Replica;
import dev.converge.engine.store.Watches;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// One store in memory that several engines work on, each as a member of its own. Thread-safe.
final class SharedStore {
  private final MemoryStore disk;
  private final InstantSource clock;
  private final BooleanSupplier loses;
  private final List<Server> members = new ArrayList<>();
  private final Map<String, Server> owners = new HashMap<>();
  private final Map<String, Box> box = new LinkedHashMap<>();

  /// An input that was posted.
  private static final class Box {
    private final InputBox.Posted posted;
    private final Server poster;
    private final Consumer<InputBox.PostResult> done;
    private final Instant at;
    private @Nullable String outcome;

    Box(InputBox.Posted posted, Server poster, Consumer<InputBox.PostResult> done, Instant at) {
      this.posted = posted;
      this.poster = poster;
      this.done = done;
      this.at = at;
    }
  }

  /// An empty store.
  ///
  /// @param clock of the store
  /// @param loses whether the next notification is lost; members find out by [Server#look]
  SharedStore(InstantSource clock, BooleanSupplier loses) {
    this.disk = new MemoryStore(Runnable::run, clock);
    this.clock = clock;
    this.loses = loses;
  }

  /// What is stored.
  MemoryStore disk() {
    return disk;
  }

  /// Who owns a run, if anybody does.
  synchronized @Nullable Server owner(String runId) {
    return owners.get(runId);
  }

  /// Another engine joins.
  ///
  /// @param executor runs what it is told, in order
  synchronized Server join(String name, Executor executor) {
    Server member = new Server(name, executor);
    members.add(member);
    return member;
  }

  /// The others take a member for dead, which does not notice before it asks for something or
  /// looks.
  synchronized void cutOff(Server member) {
    member.alive = false;
    owners.values().removeIf(owner -> owner == member);
    tellFreed(member);
  }

  /// A member dies.
  synchronized void die(Server member) {
    members.remove(member);
    member.watched.clear();
    box.values().removeIf(one -> one.poster == member && one.outcome != null);
    cutOff(member);
  }

  private void tellFreed(Server but) {
    for (Server other : members) {
      if (other != but && other.alive) {
        other.tell(Membership.Listener::freed);
      }
    }
  }

  private void notify(Server member, Runnable notification) {
    if (!loses.getAsBoolean()) {
      member.executor.execute(notification);
    }
  }

  private void tellMore(String runId, Server by, long sequence) {
    for (Server member : members) {
      LongConsumer more = member.watched.get(runId);
      if (more != null && member != by) {
        notify(member, () -> more.accept(sequence));
      }
    }
  }

  private void tellAnswer(InputBox.Answered answer) {
    Box one = box.get(answer.inputId());
    if (one != null && one.outcome == null) {
      one.outcome = answer.outcome();
      notify(one.poster, () -> tellOutcome(one));
    }
  }

  private void tellOutcome(Box one) {
    synchronized (this) {
      if (!box.remove(one.posted.inputId(), one)) {
        return;
      }
    }
    one.done.accept(new InputBox.PostResult.Taken(String.valueOf(one.outcome)));
  }

  /// The store as one engine sees it.
  final class Server extends ForwardingJobStore
      implements Journal, Ownership, Watches, InputBox, Membership {
    private final String name;
    private final Executor executor;
    private final Instant since = clock.instant();
    private final Map<String, LongConsumer> watched = new HashMap<>();
    private Membership.@Nullable Listener listener;
    private @Nullable Consumer<String> whenPosted;
    private boolean alive = true;
    private boolean told;

    private Server(String name, Executor executor) {
      this.name = name;
      this.executor = executor;
    }

    /// Its ports together.
    Replica replica() {
      return new Replica(this, this, this, this);
    }

    private void tell(Consumer<Membership.Listener> what) {
      Membership.Listener known = listener;
      if (known != null) {
        SharedStore.this.notify(this, () -> what.accept(known));
      }
    }

    /// Finds out what it was not told: that it was cut off (then it joins again), what others
    /// stored and posted, and what was answered.
    void look() {
      List<Runnable> news = new ArrayList<>();
      synchronized (SharedStore.this) {
        if (!alive) {
          noticed();
          return;
        }
        watched.forEach((runId, more) ->
            disk.run(runId).ifPresent(run -> news.add(() -> more.accept(run.sequence()))));
        for (Box one : box.values()) {
          if (one.poster == this && one.outcome != null) {
            news.add(() -> tellOutcome(one));
          } else if (owners.get(one.posted.runId()) == this && whenPosted != null) {
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
        synchronized (SharedStore.this) {
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
      Server owner = owners.get(runId);
      return owner != null && owner != this;
    }

    @Override
    JobStore read() {
      return disk;
    }

    @Override
    public List<Sealed> read(String runId, long after, int maxEvents, int maxBytes) {
      return disk.read(runId, after, maxEvents, maxBytes);
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
      synchronized (SharedStore.this) {
        AppendResult result = appended(runId, expectedSequence, events, head);
        if (result instanceof AppendResult.Appended) {
          answers.forEach(SharedStore.this::tellAnswer);
          tellMore(runId, this, expectedSequence + events.size());
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
        return new AppendResult.Conflict(disk.run(runId).map(Run::sequence).orElse(0L));
      }
      AtomicReference<AppendResult> result = new AtomicReference<>();
      disk.append(runId, expectedSequence, events, head, result::set);
      if (result.get() instanceof AppendResult.Appended) {
        own(runId, head);
      }
      return result.get();
    }

    private void own(String runId, RunHead head) {
      if (head.status().isFinal()) {
        owners.remove(runId);
      } else {
        owners.put(runId, this);
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
          (Consumer<CreateResult> then) -> disk.create(job, events, head, key, then),
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
          then -> disk.createRun(jobId, runId, replayOf, createdAt, events, head, then),
          done);
    }

    private void creating(
        String runId,
        RunHead head,
        Consumer<Consumer<CreateResult>> create,
        Consumer<CreateResult> done) {
      synchronized (SharedStore.this) {
        if (!alive) {
          noticed();
          executor.execute(() -> done.accept(new CreateResult.Unavailable(name + " is no member")));
          return;
        }
        create.accept(result -> {
          if (result instanceof CreateResult.Created) {
            own(runId, head);
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
      synchronized (SharedStore.this) {
        requireMember();
        Run run = disk.run(runId).orElse(null);
        if (run == null) {
          return new Claim.NoSuchRun();
        }
        if (run.head().status().isFinal()) {
          return new Claim.Final(run);
        }
        if (foreign(runId)) {
          return new Claim.Elsewhere();
        }
        owners.put(runId, this);
        return new Claim.Mine(run);
      }
    }

    @Override
    public List<Due> claimDue(Due after, Instant now, int limit) {
      JobStore.requirePage(limit);
      synchronized (SharedStore.this) {
        requireMember();
        List<Due> mine = new ArrayList<>();
        List<Due> page = disk.due(after, MAX_PAGE);
        while (!page.isEmpty()) {
          for (Due due : page) {
            if (due.at().isAfter(now) || mine.size() == limit) {
              return mine;
            }
            if (!foreign(due.runId())) {
              owners.put(due.runId(), this);
              mine.add(due);
            }
          }
          page = disk.due(page.getLast(), MAX_PAGE);
        }
        return mine;
      }
    }

    @Override
    public void release(Collection<String> runIds) {
      synchronized (SharedStore.this) {
        if (alive) {
          runIds.forEach(runId -> owners.remove(runId, this));
          tellFreed(this);
        }
      }
    }

    @Override
    public void watch(String runId, LongConsumer more) {
      synchronized (SharedStore.this) {
        watched.put(runId, more);
      }
    }

    @Override
    public void unwatch(String runId) {
      synchronized (SharedStore.this) {
        watched.remove(runId);
      }
    }

    @Override
    public void post(Posted posted, Consumer<PostResult> done) {
      synchronized (SharedStore.this) {
        if (!alive) {
          noticed();
          executor.execute(() -> done.accept(new PostResult.Unavailable(name + " is no member")));
          return;
        }
        box.put(posted.inputId(), new Box(posted, this, done, clock.instant()));
        Server owner = owners.get(posted.runId());
        if (owner != null && owner.whenPosted != null) {
          Consumer<String> listening = owner.whenPosted;
          SharedStore.this.notify(owner, () -> listening.accept(posted.runId()));
        }
      }
    }

    @Override
    public void withdraw(String inputId) {
      synchronized (SharedStore.this) {
        Box one = box.get(inputId);
        if (one != null && one.poster == this) {
          box.remove(inputId);
        }
      }
    }

    @Override
    public void whenPosted(Consumer<String> posted) {
      synchronized (SharedStore.this) {
        whenPosted = posted;
      }
    }

    @Override
    public List<Posted> open(String runId) {
      synchronized (SharedStore.this) {
        Instant oldest = clock.instant().minus(KEPT);
        return box.values().stream()
            .filter(one -> one.posted.runId().equals(runId))
            .filter(one -> one.outcome == null && !one.at.isBefore(oldest))
            .map(one -> one.posted)
            .toList();
      }
    }

    @Override
    public void answer(List<Answered> answers) {
      synchronized (SharedStore.this) {
        if (alive) {
          answers.forEach(SharedStore.this::tellAnswer);
        }
      }
    }

    @Override
    public void listen(Membership.Listener events) {
      synchronized (SharedStore.this) {
        listener = events;
      }
    }

    @Override
    public boolean member() {
      synchronized (SharedStore.this) {
        return alive;
      }
    }

    @Override
    public List<Membership.Member> members() {
      synchronized (SharedStore.this) {
        List<Membership.Member> all = new ArrayList<>();
        all.add(seen(this));
        members.stream()
            .filter(other -> other != this && other.alive)
            .forEach(other -> all.add(seen(other)));
        return all;
      }
    }

    private Membership.Member seen(Server other) {
      return new Membership.Member(other.name, "test", other.since, clock.instant(), other == this);
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
