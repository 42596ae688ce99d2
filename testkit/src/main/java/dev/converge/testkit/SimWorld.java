package dev.converge.testkit;

import dev.converge.engine.host.Host;
import dev.converge.engine.host.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A world in which the real engine runs and nothing happens by itself: one thread at a time,
/// chosen by the seed; time passes only when nobody has anything to do. So a seed gives the same
/// run, always. What blocks (an agent that thinks) gives the turn to others and waits for its time.
final class SimWorld implements AutoCloseable {
  private static final int MOST_STEPS = 200_000;

  private final Choices choices;
  private final List<Task> ready = new ArrayList<>();
  private final PriorityQueue<Timed> timed =
      new PriorityQueue<>(Comparator.comparingLong(Timed::due).thenComparingLong(Timed::order));
  private final List<Sleeper> sleepers = new ArrayList<>();
  private final ArrayDeque<Worker> idle = new ArrayDeque<>();
  private final Semaphore back = new Semaphore(0);
  private final SplittableRandom ids;
  private Machine process = new Machine(Duration.ZERO);
  private volatile boolean closed;
  private BooleanSupplier until = () -> true;
  private @Nullable Throwable failure;
  private long millis;
  private long offset;
  private long order;
  private int steps;

  SimWorld(Choices choices) {
    this.choices = choices;
    this.ids = new SplittableRandom(choices.below(1_000));
  }

  /// What a process of this world runs on, with a clock of its own.
  static final class Machine {
    private final Duration skew;
    private volatile boolean alive = true;

    private Machine(Duration skew) {
      this.skew = skew;
    }
  }

  /// A task of a process.
  private record Task(Machine of, Runnable what) {}

  /// A task that waits for its time.
  private record Timed(long due, long order, Task task) {}

  /// A thread that gave its turn away.
  private static final class Sleeper {
    private final long due;
    private final Worker worker;
    private final Machine of;
    private boolean abandoned;

    Sleeper(long due, Worker worker, Machine of) {
      this.due = due;
      this.worker = worker;
      this.of = of;
    }
  }

  /// Thrown through whoever sleeps in a process that was killed.
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  /// A thread that takes turns; an interrupt is a mark that is looked at when the turn comes.
  private final class Worker extends Thread {
    private final Semaphore go = new Semaphore(0);
    private boolean marked;
    private boolean gone;
    private @Nullable Machine of;

    Worker() {
      super("simulated");
      setDaemon(true);
    }

    @Override
    public void interrupt() {
      marked = true;
    }

    @Override
    public void run() {
      while (!closed && !gone) {
        if (until.getAsBoolean() || failure != null) {
          idle.push(this);
          back.release();
          go.acquireUninterruptibly();
        } else {
          turn(this);
        }
      }
    }
  }

  /// What the engine of the process gets of this world that lives until the next [#kill()].
  Host host() {
    return host(process);
  }

  /// What the engine of a process gets of this world, until it is killed.
  Host host(Machine of) {
    Timers timers =
        (delay, task) -> {
          Timed entry =
              new Timed(millis + Math.max(0, saturated(delay)), order++, new Task(of, task));
          if (of.alive) {
            timed.add(entry);
          }
          return () -> timed.remove(entry);
        };
    return new Host(task -> soon(of, task), timers, () -> now().plus(of.skew), ids);
  }

  /// Another process begins.
  ///
  /// @param skew how far its clock is ahead
  Machine begin(Duration skew) {
    return new Machine(skew);
  }

  private static long saturated(Duration delay) {
    return delay.compareTo(Duration.ofDays(1_000_000)) > 0
        ? Duration.ofDays(1_000_000).toMillis()
        : delay.toMillis();
  }

  /// Has a task done some time later by the process that lives now.
  void later(Duration delay, Runnable task) {
    later(process, delay, task);
  }

  /// Has a task done some time later by a process, if it lives then.
  void later(Machine of, Duration delay, Runnable task) {
    if (of.alive) {
      timed.add(new Timed(millis + delay.toMillis(), order++, new Task(of, task)));
    }
  }

  /// Has a task done by the process that lives now.
  void soon(Runnable task) {
    soon(process, task);
  }

  /// Has a task done by a process.
  void soon(Machine of, Runnable task) {
    if (of.alive) {
      ready.add(new Task(of, task));
    }
  }

  Instant now() {
    return CoreRun.NOON.plusMillis(millis + offset);
  }

  /// Sets the wall clock forward or back; timers do not care.
  void jump(Duration by) {
    offset += by.toMillis();
  }

  /// Waits for its time on a thread of this world.
  ///
  /// @throws InterruptedException if the thread was interrupted
  void sleep(Duration time) throws InterruptedException {
    Worker worker = (Worker) Thread.currentThread();
    Machine of = Objects.requireNonNull(worker.of);
    Sleeper me = new Sleeper(millis + time.toMillis(), worker, of);
    sleepers.add(me);
    resume();
    worker.go.acquireUninterruptibly();
    if (me.abandoned) {
      worker.gone = true;
      throw new Killed();
    }
    if (worker.marked) {
      worker.marked = false;
      throw new InterruptedException();
    }
  }

  /// Lets things happen until something holds; it is looked at before each step.
  void run(BooleanSupplier holds) {
    until = holds;
    resume();
    back.acquireUninterruptibly();
    if (failure != null) {
      throw new AssertionError("the simulated world broke", failure);
    }
  }

  private void resume() {
    Worker next = idle.poll();
    if (next == null) {
      new Worker().start();
    } else {
      next.go.release();
    }
  }

  private void turn(Worker worker) {
    if (++steps > MOST_STEPS) {
      failure = new AssertionError("no end after " + steps + " steps at " + now());
      return;
    }
    List<Sleeper> awake = awake();
    int all = ready.size() + awake.size();
    if (all == 0) {
      pass();
      return;
    }
    int chosen = choices.below(all);
    if (chosen >= ready.size()) {
      Sleeper sleeper = awake.get(chosen - ready.size());
      sleepers.remove(sleeper);
      idle.push(worker);
      sleeper.worker.go.release();
      worker.go.acquireUninterruptibly();
      return;
    }
    Task task = ready.remove(chosen);
    try {
      worker.marked = false;
      worker.of = task.of;
      task.what.run();
    } catch (Throwable e) {
      if (!worker.gone) {
        failure = e;
      }
    }
  }

  private List<Sleeper> awake() {
    List<Sleeper> awake = new ArrayList<>();
    for (Sleeper sleeper : sleepers) {
      if (sleeper.due <= millis || sleeper.worker.marked) {
        awake.add(sleeper);
      }
    }
    return awake;
  }

  /// Whether nobody has anything to do before time passes.
  boolean quiet() {
    return ready.isEmpty() && awake().isEmpty();
  }

  /// How many tasks wait for their time.
  int waiting() {
    return timed.size();
  }

  private void pass() {
    long next = Long.MAX_VALUE;
    if (!timed.isEmpty()) {
      next = timed.peek().due;
    }
    for (Sleeper sleeper : sleepers) {
      next = Math.min(next, sleeper.due);
    }
    if (next == Long.MAX_VALUE) {
      failure = new AssertionError("nothing will ever happen again");
      return;
    }
    millis = Math.max(millis, next);
    while (!timed.isEmpty() && timed.peek().due <= millis) {
      ready.add(timed.remove().task);
    }
  }

  /// The process dies: what it was about to do is never done. Another one lives from then on.
  void kill() {
    kill(process);
    process = new Machine(Duration.ZERO);
  }

  /// A process dies: what it was about to do is never done.
  void kill(Machine of) {
    of.alive = false;
    ready.removeIf(task -> task.of == of);
    timed.removeIf(entry -> entry.task.of == of);
    for (Sleeper sleeper : List.copyOf(sleepers)) {
      if (sleeper.of == of) {
        sleepers.remove(sleeper);
        sleeper.abandoned = true;
        sleeper.worker.go.release();
      }
    }
  }

  private void killAll() {
    process.alive = false;
    ready.clear();
    timed.clear();
    for (Sleeper sleeper : sleepers) {
      sleeper.abandoned = true;
      sleeper.worker.go.release();
    }
    sleepers.clear();
  }

  @Override
  public void close() {
    closed = true;
    killAll();
    idle.forEach(worker -> worker.go.release());
    idle.clear();
  }
}
