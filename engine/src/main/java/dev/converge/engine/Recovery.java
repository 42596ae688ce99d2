package dev.converge.engine;

import dev.converge.engine.host.Host;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Ownership;
import dev.converge.engine.store.Rest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds runs that must be driven and that nobody drives: at the start, those that a crash
/// interrupted; periodically, those that were left since; and resting runs as soon as their time
/// has come. A resting run is not read before that. Thread-safe.
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
  private static final int SCAN_PAGE = 200;

  /// Maximum number of runs that are loaded at the same time.
  private static final int AT_ONCE = 4;

  /// Delay before the second attempt to read the store.
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

  /// Delay before retrying a store that could not be read when a run's time had come.
  private static final Duration RING_AGAIN = Duration.ofSeconds(1);

  /// What is done with the runs that are found.
  interface Finder {
    /// Loads a run unless it is driven here.
    ///
    /// @return whether it was loaded
    boolean adopt(String runId);

    /// Whether another run fits into memory.
    boolean room();

    /// Whether it is known that a run cannot continue here.
    boolean parked(String runId);

    /// Checks once whether resting runs could continue here.
    void lookAtPrograms();

    /// Checks again the runs that cannot continue here, and those that others may drive.
    void lookAgain();

    /// Whether no more runs are loaded.
    boolean draining();
  }

  private final Duration every;
  private final Host host;
  private final JobStore jobs;
  private final Ownership ownership;
  private final Finder finder;
  private final Alarm alarm;
  private final AtomicBoolean waitsForRoom = new AtomicBoolean();
  private volatile boolean done;
  private volatile long resting;

  Recovery(Duration every, Host host, JobStore jobs, Ownership ownership, Finder finder) {
    this.every = every;
    this.host = host;
    this.jobs = jobs;
    this.ownership = ownership;
    this.finder = finder;
    this.alarm = new Alarm(host, this::ring);
  }

  /// Searches all runs, returns once they are loaded, and then searches again periodically. If the
  /// store cannot be read, it retries after a pause that doubles up to the usual interval.
  void start() {
    attempt(FIRST_PAUSE);
  }

  private void attempt(Duration pause) {
    try {
      run();
    } catch (Throwable e) {
      LOG.warn(
          "looking for interrupted runs failed, next attempt in {} ms: {}",
          pause.toMillis(),
          e.getMessage());
      Duration doubled = pause.multipliedBy(2);
      Duration next = doubled.compareTo(every) < 0 ? doubled : every;
      host.timers().after(pause, () -> host.executor().execute(() -> attempt(next)));
    }
  }

  private void run() {
    int found = look(JobStore.Due.START, true);
    if (found > 0) {
      LOG.info("recovered {} interrupted runs", found);
    }
    boolean first = !done;
    done = true;
    resting = jobs.resting();
    if (!finder.draining()) {
      if (first) {
        finder.lookAtPrograms();
      } else {
        finder.lookAgain();
      }
      host.timers().after(every, () -> host.executor().execute(this::start));
    }
  }

  /// Claims and loads the runs that are due, and sets the alarm for the next one.
  ///
  /// @param parked whether to try runs that could not continue here before
  private synchronized int look(JobStore.Due from, boolean parked) {
    Instant now = host.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    JobStore.Due last = from;
    int found = 0;
    boolean more = true;
    while (more && !finder.draining()) {
      if (!finder.room()) {
        lookOnceThereIsRoom();
        break;
      }
      List<JobStore.Due> page = ownership.claimDue(last, now, SCAN_PAGE);
      found +=
          adopt(
              page.stream()
                  .map(JobStore.Due::runId)
                  .filter(id -> parked || !finder.parked(id))
                  .toList());
      last = page.isEmpty() ? last : page.getLast();
      // If others claim at the same time, a page can be short: they have the rest.
      more = page.size() == SCAN_PAGE;
    }
    jobs.due(JobStore.Due.after(now), 1).forEach(next -> alarm.set(next.at()));
    return found;
  }

  /// The rest stays in the store until runs have ended: a server that loaded all at once might
  /// never finish them.
  private void lookOnceThereIsRoom() {
    if (waitsForRoom.compareAndSet(false, true)) {
      host.timers()
          .after(
              RING_AGAIN,
              () -> {
                waitsForRoom.set(false);
                freed();
              });
    }
  }

  /// Loads several runs at a time, on this thread and a few others.
  ///
  /// @return number of loaded runs
  private int adopt(List<String> runIds) {
    Queue<String> left = new ConcurrentLinkedQueue<>(runIds);
    CountDownLatch done = new CountDownLatch(runIds.size());
    AtomicInteger found = new AtomicInteger();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Runnable share =
        () -> {
          for (String runId = left.poll(); runId != null; runId = left.poll()) {
            try {
              found.addAndGet(finder.adopt(runId) ? 1 : 0);
            } catch (Throwable e) {
              failure.compareAndSet(null, e);
            } finally {
              done.countDown();
            }
          }
        };
    for (int i = 1; i < Math.min(AT_ONCE, runIds.size()); i++) {
      host.executor().execute(share);
    }
    share.run();
    await(done);
    if (failure.get() != null) {
      throw new IllegalStateException("not all runs were recovered", failure.get());
    }
    return found.get();
  }

  private static void await(CountDownLatch done) {
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while recovering runs", e);
    }
  }

  /// Others may have left runs.
  void freed() {
    if (finder.draining()) {
      return;
    }
    host.executor()
        .execute(() -> {
          try {
            look(JobStore.Due.START, false);
          } catch (Throwable e) {
            LOG.warn("runs that other servers left could not be claimed: {}", e.getMessage());
            host.timers().after(RING_AGAIN, this::freed);
          }
        });
  }

  /// The time of a resting run has come.
  private void ring() {
    try {
      look(JobStore.Due.RESTING, false);
    } catch (Throwable e) {
      LOG.warn("runs that are due could not be read, will be retried soon: {}", e.getMessage());
      alarm.set(host.clock().instant().plus(RING_AGAIN));
    }
  }

  /// A run rests until a time.
  void rests(Instant until) {
    if (until.isBefore(Rest.FOR_EVER)) {
      alarm.set(until);
    }
  }

  /// The clock was set, so the times of runs may have come. If it was set back, the runs whose last
  /// events are later than the new time are driven: their time continues from there, not from the
  /// clock's.
  ///
  /// @param back whether it was set back
  void clockSet(boolean back) {
    if (back) {
      host.executor().execute(this::lookAhead);
    } else {
      alarm.ring();
    }
  }

  private void lookAhead() {
    try {
      List<JobStore.Due> page = jobs.due(JobStore.Due.RESTING, SCAN_PAGE);
      while (!page.isEmpty() && !finder.draining()) {
        for (JobStore.Due due : page) {
          if (due.lastAt().isAfter(host.clock().instant())) {
            finder.adopt(due.runId());
          }
        }
        page = jobs.due(page.getLast(), SCAN_PAGE);
      }
    } catch (RuntimeException e) {
      LOG.warn("deadlines may be late by as much as the clock was set back: {}", e.getMessage());
    }
    alarm.ring();
  }

  /// Stops loading runs.
  void close() {
    alarm.close();
  }

  /// Number of resting runs when they were last counted.
  long resting() {
    return resting;
  }

  /// Whether all runs have been searched once.
  boolean done() {
    return done;
  }
}
