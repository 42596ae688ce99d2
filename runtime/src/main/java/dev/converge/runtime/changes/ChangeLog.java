package dev.converge.runtime.changes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// The latest changes of one tenant's runs, numbered. It contains each run once with its current
/// state, so a reader that is behind gets the current state and not every step that led to it.
/// Important changes are reported at once, progress of a run once in [#PROGRESS_NANOS].
/// Thread-safe.
final class ChangeLog {
  /// Maximum number of runs that are remembered. A reader that missed more must list again.
  static final int MOST_KEPT = 10_000;

  /// Time between two reports of the progress of one run.
  static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(1);

  private record Told(long number, JobChange change, long nanos) {}

  private final String name = UUID.randomUUID().toString();
  private final LongSupplier nanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();
  private final NavigableMap<Long, Told> byNumber = new TreeMap<>();
  private final Map<String, Told> byRun = new HashMap<>();
  private final Map<String, JobChange> held = new HashMap<>();
  private long last;
  private long forgotten;
  private boolean ended;
  private int readers;
  private long unreadSince;

  ChangeLog(LongSupplier nanos) {
    this.nanos = nanos;
    this.unreadSince = nanos.getAsLong();
  }

  /// Adds a change, which is reported now or, if it is only progress, when its run is due again.
  /// Ignores a change that is older than what is known.
  void add(JobChange change) {
    lock.lock();
    try {
      Told before = byRun.get(change.runId());
      JobChange waiting = held.get(change.runId());
      if ((before != null && !change.isAfter(before.change()))
          || (waiting != null && !change.isAfter(waiting))) {
        return;
      }
      if (before == null
          || change.matters(before.change())
          || nanos.getAsLong() - before.nanos() >= PROGRESS_NANOS) {
        tell(change);
      } else {
        held.put(change.runId(), change);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Reports the progress that is due.
  void tellHeld() {
    lock.lock();
    try {
      long now = nanos.getAsLong();
      for (JobChange change : List.copyOf(held.values())) {
        Told before = byRun.get(change.runId());
        if (before == null || now - before.nanos() >= PROGRESS_NANOS) {
          tell(change);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void tell(JobChange change) {
    held.remove(change.runId());
    Told now = new Told(++last, change, nanos.getAsLong());
    Told before = byRun.put(change.runId(), now);
    if (before != null) {
      byNumber.remove(before.number());
    }
    byNumber.put(now.number(), now);
    if (byNumber.size() > MOST_KEPT) {
      Told oldest = byNumber.pollFirstEntry().getValue();
      byRun.remove(oldest.change().runId());
      forgotten = Math.max(forgotten, oldest.number());
    }
    more.signalAll();
  }

  /// Something changed, and it is not known what: all readers have to list again.
  void missed() {
    lock.lock();
    try {
      forgotten = ++last;
      more.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// What a reader receives.
  ///
  /// @param missed whether changes before these are no longer known
  /// @param changes after its position
  /// @param last position after them
  record Page(boolean missed, List<JobChange> changes, long last) {}

  /// The changes after a position, once there are any; none if the time is over.
  ///
  /// @param waitNanos maximum time to wait
  Page after(long position, int most, long waitNanos) throws InterruptedException {
    lock.lock();
    try {
      long left = waitNanos;
      while (last <= position && left > 0 && !ended) {
        left = more.awaitNanos(left);
      }
      List<JobChange> changes = new ArrayList<>();
      boolean missed = position < forgotten;
      long reached = Math.max(position, forgotten);
      for (Told told : byNumber.tailMap(reached, false).values()) {
        if (changes.size() == most) {
          break;
        }
        changes.add(told.change());
        reached = told.number();
      }
      return new Page(missed, changes, reached);
    } finally {
      lock.unlock();
    }
  }

  /// Ends all waits, including later ones: the server is shutting down.
  void endWaits() {
    lock.lock();
    try {
      ended = true;
      more.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// How a reader names a position to return to.
  String mark(long position) {
    return name + ":" + position;
  }

  /// The position of a mark, or -1 if this log does not know what came after it.
  long position(String mark) {
    lock.lock();
    try {
      if (!mark.startsWith(name + ":")) {
        return -1;
      }
      long position = Long.parseLong(mark.substring(name.length() + 1));
      return position >= forgotten && position <= last ? position : -1;
    } finally {
      lock.unlock();
    }
  }

  /// The position after everything.
  long last() {
    lock.lock();
    try {
      return last;
    } finally {
      lock.unlock();
    }
  }

  void begin() {
    lock.lock();
    try {
      readers++;
    } finally {
      lock.unlock();
    }
  }

  void end() {
    lock.lock();
    try {
      readers--;
      unreadSince = nanos.getAsLong();
    } finally {
      lock.unlock();
    }
  }

  /// Whether nobody has read it for this long.
  boolean unread(long forNanos) {
    lock.lock();
    try {
      return readers == 0 && nanos.getAsLong() - unreadSince >= forNanos;
    } finally {
      lock.unlock();
    }
  }
}
