package dev.converge.testkit;

import dev.converge.engine.host.Host;
import dev.converge.engine.host.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A world in which the real engine runs and nothing happens by itself: one thread at a time,
/// chosen by the seed; time passes only when nobody has anything to do. So a seed gives the same
/// run, always. What blocks (an agent that thinks) gives the turn to others and waits for its time.
final class SimWorld implements AutoCloseable {
  private static final int MOST_STEPS = 200_000;

  private final Choices choices;
  private final List<Runnable> ready = new ArrayList<>();
  private final PriorityQueue<Timed> timed =
      new PriorityQueue<>(Comparator.comparingLong(Timed::due).thenComparingLong(Timed::order));
  private final List<Sleeper> sleepers = new ArrayList<>();
  private final ArrayDeque<Worker> idle = new ArrayDeque<>();
  private final Semaphore back = new Semaphore(0);
  private final SplittableRandom ids;
  private final AtomicInteger life = new AtomicInteger();
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

  /// A task that waits for its time.
  private record Timed(long due, long order, Runnable task) {}

  /// A thread that gave its turn away.
  private static final class Sleeper {
    private final long due;
    private final Worker worker;
    private boolean abandoned;

    Sleeper(long due, Worker worker) {
      this.due = due;
      this.worker = worker;
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

  /// What the engine gets of this world, until the next [#kill].
  Host host() {
    int mine = life.get();
    Timers timers =
        (delay, task) -> {
          long due = millis + Math.max(0, saturated(delay));
          Timed entry = new Timed(due, order++, task);
          if (mine == life.get()) {
            timed.add(entry);
          }
          return () -> timed.remove(entry);
        };
    return new Host(task -> execute(mine, task), timers, this::now, ids);
  }

  private static long saturated(Duration delay) {
    return delay.compareTo(Duration.ofDays(1_000_000)) > 0
        ? Duration.ofDays(1_000_000).toMillis()
        : delay.toMillis();
  }

  private void execute(int from, Runnable task) {
    if (from == life.get()) {
      ready.add(task);
    }
  }

  /// Has a task done some time later by the process that lives now.
  void later(Duration delay, Runnable task) {
    timed.add(new Timed(millis + delay.toMillis(), order++, task));
  }

  /// Has a task done by the process that lives now.
  void soon(Runnable task) {
    ready.add(task);
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
    Sleeper me = new Sleeper(millis + time.toMillis(), worker);
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
    try {
      worker.marked = false;
      ready.remove(chosen).run();
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

  /// The process dies: what it was about to do is never done.
  void kill() {
    life.incrementAndGet();
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
    kill();
    idle.forEach(worker -> worker.go.release());
    idle.clear();
  }
}
