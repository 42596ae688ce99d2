package dev.converge.engine.feed;

import dev.converge.core.event.Sealed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The newest events of a run, kept once for all its readers, and the readers to notify of more.
/// Readers hold positions, so nothing here grows with their number, and older events are in the
/// journal. A topic outlives the driving of its run as long as somebody listens. It counts its
/// events, and the facts of an ended run, in the memory for readers. Thread-safe.
public final class Topic implements MemoryBudget.Kept {
  private static final Logger LOG = LoggerFactory.getLogger(Topic.class);

  /// Maximum bytes of recent events kept for a run; older events are read from the journal.
  static final int MAX_RECENT_BYTES = 262_144;

  /// Maximum bytes of recent events while nobody has read them. They live long enough to be moved
  /// among the long-lived objects, which are costly to collect.
  static final int MAX_UNREAD_BYTES = 16_384;

  /// Approximate bytes of an ended run in addition to its facts and events.
  private static final int FIXED_BYTES = 8_192;

  private final MemoryBudget budget;
  private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();
  private final ArrayList<Sealed> recent = new ArrayList<>();
  private int bytes;
  private long last;
  private boolean closed;

  /// Whether it has all events up to the last one, and gets more as they are stored.
  private boolean driven;

  /// Whether it may not know all that is stored, and up to which sequence readers were notified.
  private boolean behind;

  private long passedBy;

  /// Up to which sequence other servers are known to have stored events, and whether somebody is
  /// reading them.
  private long wanted;

  private boolean following;

  /// Bytes of all events published here, which contain the run's facts.
  private long published;

  private @Nullable Runnable whenDropped;

  /// Whether anybody has read from it or listened to it.
  private volatile boolean heard;

  private Topic(boolean driven, long last, MemoryBudget budget) {
    this.driven = driven;
    this.behind = !driven;
    this.last = last;
    this.budget = budget;
  }

  /// The topic of a run that is driven here from a sequence on.
  public static Topic driven(long last, MemoryBudget budget) {
    return new Topic(true, last, budget);
  }

  /// The topic of a run that nobody drives here.
  static Topic undriven(MemoryBudget budget) {
    return new Topic(false, 0, budget);
  }

  /// The run is driven here from a sequence on.
  public void drive(long from) {
    synchronized (this) {
      driven = true;
      if (behind || from > last) {
        clear();
        last = from;
        behind = false;
      }
    }
    budget.keep(this);
  }

  /// The run is put aside: what was published is everything that is stored.
  public synchronized void putAside() {
    driven = false;
  }

  synchronized boolean isDriven() {
    return driven;
  }

  /// More is stored than was published here: readers read the journal.
  ///
  /// @param stored sequence of the last event
  void passBy(long stored) {
    synchronized (this) {
      clear();
      behind = true;
      passedBy = stored;
    }
    budget.keep(this);
    tell();
  }

  /// Whether readers have not been notified of a stored event.
  synchronized boolean lags(long stored) {
    return !driven && stored > known();
  }

  /// Sequence of the last event that readers were notified of.
  public synchronized long known() {
    return Math.max(last, passedBy);
  }

  /// Other servers stored events up to a sequence.
  ///
  /// @return whether the caller must start reading them for all readers; otherwise somebody already
  ///   does
  synchronized boolean beginToFollow(long stored) {
    wanted = Math.max(wanted, stored);
    if (following || closed || !lags(wanted)) {
      return false;
    }
    following = true;
    return true;
  }

  /// Up to which sequence events must be read.
  synchronized long wanted() {
    return wanted;
  }

  /// Whether readers know everything that was wanted, so that nobody continues reading for them.
  synchronized boolean endToFollow() {
    following = !closed && lags(wanted);
    return !following;
  }

  /// Publishes events that other servers stored after a sequence, unless readers already know of
  /// more.
  public void follow(long from, List<Sealed> events) {
    synchronized (this) {
      if (driven || closed || known() != from) {
        return;
      }
      if (behind || last != from) {
        clear();
        last = from;
        behind = false;
      }
      add(events);
    }
    shown();
  }

  private void clear() {
    recent.clear();
    bytes = 0;
  }

  /// Publishes the first events of a run, up to which it is already known.
  public void begin(List<Sealed> events) {
    synchronized (this) {
      if (recent.isEmpty() && !events.isEmpty() && events.getLast().sequence() == last) {
        last = events.getFirst().sequence() - 1;
      }
      add(events);
    }
    shown();
  }

  /// Publishes events. Skips those that were published before.
  public void publish(List<Sealed> events) {
    synchronized (this) {
      add(events);
    }
    shown();
  }

  private void add(List<Sealed> events) {
    for (Sealed event : events) {
      if (event.sequence() > last) {
        recent.add(event);
        bytes += event.json().length;
        published += event.json().length;
        last = event.sequence();
      }
    }
    trim();
  }

  private void shown() {
    budget.keep(this);
    tell();
  }

  /// Counts the run's facts too from now on: it has ended and is kept for readers.
  ///
  /// @param whenDropped drops the run; called under the lock of the budget
  public void retain(Runnable whenDropped) {
    synchronized (this) {
      this.whenDropped = whenDropped;
    }
    budget.keep(this);
  }

  /// Keeps nothing and counts nothing any more.
  public void discard() {
    budget.forget(this);
    drop();
  }

  @Override
  public synchronized long bytes() {
    return bytes + (whenDropped == null ? 0 : published + FIXED_BYTES);
  }

  @Override
  public void drop() {
    Runnable dropped;
    synchronized (this) {
      clear();
      recent.trimToSize();
      dropped = whenDropped;
      whenDropped = null;
    }
    if (dropped != null) {
      dropped.run();
    }
  }

  /// The run was read.
  public void read() {
    budget.read(this);
  }

  /// Publishes nothing more: readers read the journal themselves.
  public void close() {
    synchronized (this) {
      closed = true;
    }
    tell();
  }

  synchronized boolean closed() {
    return closed;
  }

  private void tell() {
    for (Runnable listener : listeners) {
      try {
        listener.run();
      } catch (Throwable e) {
        // One reader's problem must not delay the run or the other readers.
        LOG.warn("a reader could not be notified of more events", e);
      }
    }
  }

  private void trim() {
    int drop = 0;
    int most = heard ? MAX_RECENT_BYTES : MAX_UNREAD_BYTES;
    while (bytes > most && drop < recent.size() - 1) {
      bytes -= recent.get(drop++).json().length;
    }
    if (drop > 0) {
      recent.subList(0, drop).clear();
    }
  }

  /// The sequence of the last event that was published here.
  public synchronized long last() {
    return last;
  }

  /// The next events after a position, none if there are no more yet. Empty if they are not all
  /// here.
  public Optional<List<Sealed>> after(long after, int maxEvents, int maxBytes) {
    heard = true;
    budget.read(this);
    return kept(after, maxEvents, maxBytes);
  }

  private synchronized Optional<List<Sealed>> kept(long after, int maxEvents, int maxBytes) {
    if (closed || behind || after < last - recent.size()) {
      return Optional.empty();
    }
    int from = (int) Math.max(0, after - (last - recent.size()));
    List<Sealed> page = new ArrayList<>();
    int size = 0;
    for (int i = from; i < recent.size() && page.size() < maxEvents; i++) {
      size += recent.get(i).json().length;
      if (size > maxBytes && !page.isEmpty()) {
        break;
      }
      page.add(recent.get(i));
    }
    return Optional.of(page);
  }

  /// Starts notifying a listener of new events.
  public void listen(Runnable listener) {
    heard = true;
    listeners.add(listener);
  }

  /// Stops notifying a listener.
  public void unlisten(Runnable listener) {
    listeners.remove(listener);
  }

  int listeners() {
    return listeners.size();
  }
}
