package dev.converge.engine;

import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.status.Status;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.feed.Topic;
import dev.converge.engine.feed.Topics;
import dev.converge.engine.fork.Forks;
import dev.converge.engine.fork.Reuse;
import dev.converge.engine.host.Host;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.run.RunView;
import dev.converge.engine.run.StoredRuns;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Ownership;
import dev.converge.engine.store.Replica;
import dev.converge.engine.store.Rest;
import dev.converge.engine.store.Room;
import dev.converge.engine.store.StoredBytes;
import dev.converge.engine.turn.RunRoom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The runs that are driven here. A run that only waits for people or a time is put aside: nothing
/// of it stays in memory, and it is taken up from the store when an input comes or its time has
/// come. A run that waits for a provider stays, because it is told when the provider is back.
/// Thread-safe.
final class DrivenRuns {
  private static final Logger LOG = LoggerFactory.getLogger(DrivenRuns.class);

  /// Runs that are read at a time, to be driven.
  private static final int READ_AT_ONCE = 64;

  /// What runs are driven with.
  ///
  /// @param replica this server among those that work on the store
  /// @param room says what of quotas is used
  /// @param memory counts what the runs take
  /// @param maxJobBytes most bytes that a job may store
  record Tools(
      Host host,
      Appends appends,
      StoredRuns stored,
      Replica replica,
      Room room,
      RunObserver observer,
      Calls.ReusingFactory calls,
      RunMemory memory,
      long maxJobBytes) {}

  /// What the engine does about them.
  interface Listener {
    /// A run is over, and driven no longer.
    void over(RunLoop run);

    /// A run is put aside until a time.
    void putAside(Instant until);

    /// An input came to a run that was put aside meanwhile.
    void came(String runId, Inbox.Item item);

    /// A run was taken up that stands there.
    void takenUp(String runId, RunState state);

    /// A run is not driven here any more although it goes on.
    void moved(String runId);
  }

  private final Tools tools;
  private final Forks forks;
  private final ParkedRuns parked;
  private final Topics topics;
  private final Listener listener;
  private final Map<String, RunLoop> active = new ConcurrentHashMap<>();
  private final AtomicLong adopted = new AtomicLong();
  private final List<Lock> reading =
      Stream.<Lock>generate(ReentrantLock::new).limit(READ_AT_ONCE).toList();
  private final RunDriver driver =
      new RunDriver() {
        @Override
        public void over(RunLoop run) {
          listener.over(run);
        }

        @Override
        public void rests(RunLoop run, Instant until) {
          tools.stored().rested(run.resting());
          putAside(run);
          listener.putAside(until);
        }

        @Override
        public void moved(RunLoop run) {
          DrivenRuns.this.moved(run);
        }

        @Override
        public void came(String runId, Inbox.Item item) {
          listener.came(runId, item);
        }

        @Override
        public void posted(String runId) {
          DrivenRuns.this.posted(runId);
        }
      };

  private final RunDriver.Tools driving;

  DrivenRuns(Tools tools, Forks forks, ParkedRuns parked, Topics topics, Listener listener) {
    this.tools = tools;
    this.forks = forks;
    this.parked = parked;
    this.topics = topics;
    this.listener = listener;
    this.driving =
        new RunDriver.Tools(
            tools.host(),
            tools.appends(),
            tools.stored(),
            tools.replica(),
            tools.room(),
            tools.observer(),
            driver);
  }

  @Nullable RunLoop get(String runId) {
    return active.get(runId);
  }

  Collection<RunLoop> all() {
    return active.values();
  }

  int size() {
    return active.size();
  }

  /// Runs in status `running`. Walks all.
  int running() {
    return (int)
        active.values().stream()
            .filter(run -> run.view().state().status() == Status.RUNNING)
            .count();
  }

  /// A bound of the runs that are running, without a count while few are in memory.
  int atMostRunning(int few) {
    return size() < few ? size() : running();
  }

  /// Runs taken up that another process, or this one before it went down, had left.
  long adopted() {
    return adopted.get();
  }

  /// Drives a run that has just become durable.
  void begin(Intake.Begun begun) {
    RunView view = begun.view();
    RunLoop run =
        active.computeIfAbsent(
            view.runId(),
            _ -> loop(view, begun.lastHash(), StoredBytes.of(begun.sealed()), begun.reuse()));
    run.begin(begun.events(), begun.sealed());
  }

  private RunLoop loop(RunView view, String lastHash, long bytes, @Nullable Reuse reuse) {
    Topic topic = topics.drive(view.runId(), view.state().sequence());
    RunRoom room = RunRoom.of(tools.maxJobBytes(), view.job(), bytes);
    return new RunLoop(
        driving,
        run -> tools.calls().of(run, reuse),
        new CurrentRun(tools.host(), topic, room, tools.memory().part(), view, lastHash));
  }

  /// A loop for a run that was read, unless there is one; a fork is answered from its record.
  private RunLoop driven(StoredRuns.Loaded loaded, RunView view, Consumer<RunLoop> fresh) {
    RunState state = view.state();
    Program program = Reuse.withModels(view.program(), state);
    RunView own = new RunView(view.job(), view.runId(), program, state);
    Reuse reuse = forks.reuse(state).orElse(null);
    RunLoop[] made = new RunLoop[1];
    RunLoop run =
        active.computeIfAbsent(
            view.runId(),
            _ -> {
              RunLoop loop = loop(own, loaded.lastHash(), loaded.bytes(), reuse);
              made[0] = loop;
              return loop;
            });
    if (made[0] == run) {
      fresh.accept(run);
    }
    return run;
  }

  /// Drives a run that is over once more, or finds the loop that does so by now.
  UndrivenRuns.Reopened reopen(StoredRuns.Loaded loaded) {
    boolean[] fresh = new boolean[1];
    RunLoop run = driven(loaded, loaded.view(), _ -> fresh[0] = true);
    return new UndrivenRuns.Reopened(run, fresh[0]);
  }

  /// Takes up a run unless it is driven here or rests.
  ///
  /// @return whether it did
  boolean adopt(String runId) {
    try {
      return !active.containsKey(runId) && takeUp(runId, null) == TakenUp.HERE;
    } catch (ConvergeException e) {
      LOG.warn("run {} cannot be claimed now: {}", runId, e.getMessage());
      return false;
    }
  }

  /// Takes up a run, once it is this server's.
  ///
  /// @param first an input that came for it, or `null`: then a run that rests is left alone unless
  ///   inputs were posted for it
  /// @throws ConvergeException with `RUN_NOT_FOUND`, or `UNAVAILABLE` if it cannot be claimed
  TakenUp takeUp(String runId, Inbox.@Nullable Item first) {
    Lock reading = reading(runId);
    reading.lock();
    try {
      RunLoop run = active.get(runId);
      if (run == null) {
        return claim(runId, first);
      }
      if (first != null) {
        run.take(first);
      }
      return TakenUp.HERE;
    } finally {
      reading.unlock();
    }
  }

  /// Of two that read a run at once, the later one would drive it from where it no longer stands if
  /// it was driven and put aside in between.
  private Lock reading(String runId) {
    return reading.get(Math.floorMod(runId.hashCode(), reading.size()));
  }

  private TakenUp claim(String runId, Inbox.@Nullable Item first) {
    return switch (tools.replica().ownership().claim(runId)) {
      case Ownership.Claim.Mine(var run) -> {
        boolean driven = read(run, first);
        if (!driven) {
          release(runId);
        }
        yield driven ? TakenUp.HERE : TakenUp.NOT;
      }
      case Ownership.Claim.Elsewhere _ -> {
        parked.leave(runId);
        yield TakenUp.ELSEWHERE;
      }
      case Ownership.Claim.Final _ -> {
        parked.leave(runId);
        yield TakenUp.OVER;
      }
      case Ownership.Claim.NoSuchRun _ -> throw StoredRuns.unknown(runId);
    };
  }

  private void release(String runId) {
    tools.replica().ownership().release(List.of(runId));
  }

  private boolean read(JobStore.Run run, Inbox.@Nullable Item first) {
    String runId = run.runId();
    try {
      Optional<String> missing = tools.stored().missing(runId);
      if (missing.isPresent()) {
        parked.park(runId, missing.get());
        return false;
      }
      boolean asked = first != null || !tools.replica().inputs().open(runId).isEmpty();
      StoredRuns.Loaded loaded = tools.stored().load(runId);
      if (loaded.view().state().status().isFinal()) {
        parked.leave(runId);
        return false;
      }
      return takeUp(loaded, run.head().wakeAt(), first, asked);
    } catch (ConvergeException e) {
      LOG.warn("run {} cannot be loaded now: {}", runId, e.getMessage());
    } catch (Throwable e) {
      parked.park(runId, "cannot be loaded: " + e.getMessage());
    }
    return false;
  }

  /// @param asked whether there are inputs for it
  private boolean takeUp(
      StoredRuns.Loaded loaded, Instant rests, Inbox.@Nullable Item first, boolean asked) {
    RunView view = loaded.view();
    Instant now = tools.host().clock().instant().truncatedTo(ChronoUnit.MILLIS);
    RunState state = view.state().takenUp(now);
    Instant until = Rest.until(view.program(), state);
    boolean restStored = rests.equals(Rest.stored(until));
    boolean ahead = state.at().isAfter(now);
    if (!asked && restStored && until.isAfter(now) && !ahead) {
      parked.leave(view.runId());
      return false;
    }
    boolean[] fresh = new boolean[1];
    RunLoop run =
        driven(
            loaded,
            new RunView(view.job(), view.runId(), view.program(), state),
            made -> {
              fresh[0] = true;
              made.takeUp(restStored, first);
              listener.takenUp(view.runId(), state);
              parked.leave(view.runId());
              if (until.equals(Rest.NONE)) {
                adopted.incrementAndGet();
              }
            });
    if (!fresh[0] && first != null) {
      run.take(first);
    }
    return true;
  }

  /// Inputs were posted for a run; blocks for I/O.
  void posted(String runId) {
    RunLoop run = active.get(runId);
    if (run == null) {
      adopt(runId);
    } else {
      run.posted();
    }
  }

  /// This server is no member any more.
  void lost() {
    all().forEach(RunLoop::lost);
  }

  /// Gives up all runs.
  void releaseAll() {
    tools.replica().ownership().release(List.copyOf(active.keySet()));
  }

  private void putAside(RunLoop run) {
    giveUp(run, () -> topics.putAside(run.runId(), run.topic()));
  }

  /// Another server drives the run, or may.
  private void moved(RunLoop run) {
    giveUp(run, () -> topics.moved(run.runId(), run.topic()));
    listener.moved(run.runId());
  }

  /// While this goes on nobody takes the run up here, so that a claim comes after the release.
  private void giveUp(RunLoop run, Runnable aside) {
    active.computeIfPresent(
        run.runId(),
        (runId, other) -> {
          if (other != run) {
            return other;
          }
          aside.run();
          run.leave();
          release(runId);
          return null;
        });
  }

  /// A run is over.
  void leave(RunLoop run) {
    active.remove(run.runId(), run);
    run.leave();
    topics.leave(run.runId(), run.topic());
  }

  /// Tells a run that its provider is back.
  void providerBack(String runId, Instant now) {
    RunLoop run = active.get(runId);
    if (run != null) {
      run.offer(new Input.ProviderBack(now));
    }
  }
}
