package dev.converge.engine.queue;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Bounds the calls in flight. Waiting ones are taken from the tenants in turn, so that a tenant
/// with many runs does not hold up the others; of a tenant's runs the oldest comes first, so that
/// runs end in the order in which they were accepted and not all at the end. A run that made its
/// share of calls goes behind those that did not. No run begins while the answers of too many calls
/// are still on their way to the store: what has begun takes more memory than what waits.
/// Thread-safe.
///
/// @param <C> the calls
public final class CallQueue<C extends Runnable> {
  /// Calls that agents of one run may make while runs that are younger wait.
  public static final int SHARE = 32;

  /// Positions are found anew when more than one in so many came or went out of order.
  static final int PRECISION = 16;

  private final int max;
  private final int share;
  private final int unsettled;
  private final LinkedHashMap<String, Waiting<C>> tenants = new LinkedHashMap<>();
  private int inFlight;

  /// Calls that ended, and whose answers are not stored.
  private int settling;

  /// Without a bound for answers on their way.
  ///
  /// @param max calls in flight
  /// @param share calls of one run before those behind it have their turn
  public CallQueue(int max, int share) {
    this(max, share, Integer.MAX_VALUE);
  }

  /// @param max calls in flight
  /// @param share calls of one run before those behind it have their turn
  /// @param unsettled calls in flight, and those whose answers are not stored, from which on no
  ///   further run begins
  public CallQueue(int max, int share, int unsettled) {
    this.max = max;
    this.share = share;
    this.unsettled = unsettled;
  }

  /// Where a run stands among those of its tenant. Ids of runs are in the order of their beginning.
  ///
  /// @param turn how often it has had its share
  private record Place(long turn, String runId) {}

  /// The calls of one run.
  private static final class Line<C> {
    private final ArrayDeque<C> calls = new ArrayDeque<>();
    private final long work;
    private boolean fresh;
    private int taken;

    Line(Asking asking) {
      this.work = asking.work();
      this.fresh = asking.first();
    }
  }

  /// Whose call it is.
  ///
  /// @param first whether none of the run's calls was made yet
  /// @param work nanoseconds that those behind it are likely to wait for it, if it is the first
  public record Asking(String tenant, String runId, boolean first, long work) {
    /// Of a run that has begun.
    public static Asking again(String tenant, String runId) {
      return new Asking(tenant, runId, false, 0);
    }
  }

  /// The calls of one tenant.
  private static final class Waiting<C> {
    private final TreeMap<Place, Line<C>> lines =
        new TreeMap<>(Comparator.comparingLong(Place::turn).thenComparing(Place::runId));
    private final Map<String, Place> places = new HashMap<>();

    /// The turn that is under way: whoever comes now has not waited through those before.
    private long turn;

    /// Runs that have not begun, how many before them have, and what they stand for.
    private int fresh;

    private long begun;
    private long work;

    /// Where each run that has not begun stands, counted from the first that ever did.
    private final Map<String, Long> tickets = new HashMap<>();

    /// How often runs came or went elsewhere than at an end, so that tickets are wrong.
    private int disorder;

    void add(Asking asking, C call) {
      String runId = asking.runId();
      Place place = places.computeIfAbsent(runId, id -> new Place(turn, id));
      Line<C> line = lines.get(place);
      if (line == null) {
        line = new Line<>(asking);
        lines.put(place, line);
        if (line.fresh) {
          enter(place, line);
        }
      }
      line.calls.add(call);
    }

    private void enter(Place place, Line<C> line) {
      fresh++;
      work += line.work;
      if (place.equals(lines.lastKey())) {
        tickets.put(place.runId(), begun + fresh);
      } else {
        disorder++;
      }
    }

    private void leave(String runId, Line<C> line) {
      line.fresh = false;
      fresh--;
      work -= line.work;
      tickets.remove(runId);
    }

    /// Whether the run whose turn it is has not begun.
    boolean begins() {
      return lines.firstEntry().getValue().fresh;
    }

    C take(int share) {
      Map.Entry<Place, Line<C>> first = lines.pollFirstEntry();
      Place place = first.getKey();
      Line<C> line = first.getValue();
      turn = place.turn();
      C next = line.calls.remove();
      line.taken++;
      if (line.fresh) {
        leave(place.runId(), line);
        begun++;
      }
      if (line.calls.isEmpty()) {
        places.remove(place.runId());
        return next;
      }
      Place then = place;
      if (line.taken >= share) {
        line.taken = 0;
        then = new Place(turn + 1, place.runId());
        places.put(place.runId(), then);
      }
      lines.put(then, line);
      return next;
    }

    boolean remove(String runId, C call) {
      Place place = places.get(runId);
      Line<C> line = place == null ? null : lines.get(place);
      if (place == null || line == null || !line.calls.remove(call)) {
        return false;
      }
      if (line.calls.isEmpty()) {
        if (line.fresh) {
          leave(runId, line);
          disorder++;
        }
        lines.remove(place);
        places.remove(runId);
      }
      return true;
    }

    /// The place of a run among those of the tenant that have not begun; 0 if it has.
    int rank(String runId) {
      Place place = places.get(runId);
      Line<C> line = place == null ? null : lines.get(place);
      if (line == null || !line.fresh) {
        return 0;
      }
      if (disorder * PRECISION > fresh || !tickets.containsKey(runId)) {
        number();
      }
      return Math.clamp(tickets.getOrDefault(runId, begun + 1) - begun, 1, fresh);
    }

    private void number() {
      disorder = 0;
      long ticket = begun;
      for (Map.Entry<Place, Line<C>> each : lines.entrySet()) {
        if (each.getValue().fresh) {
          tickets.put(each.getKey().runId(), ++ticket);
        }
      }
    }
  }

  /// Starts a call now or as soon as there is room; whoever starts it calls [#done] or [#next] when
  /// it ended.
  ///
  /// @return whether it is started, and does not wait
  public boolean start(Asking asking, C call) {
    synchronized (this) {
      if (inFlight >= max || (asking.first() && mayNotBegin())) {
        tenants.computeIfAbsent(asking.tenant(), _ -> new Waiting<>()).add(asking, call);
        return false;
      }
      inFlight++;
    }
    call.run();
    return true;
  }

  /// A call ended: starts the one whose turn it is.
  public void done() {
    C next = next();
    if (next != null) {
      next.run();
    }
  }

  /// A call ended: the one that takes its place, which the caller starts, or null if none may.
  public synchronized @Nullable C next() {
    inFlight--;
    return poll();
  }

  /// Takes the one whose turn it is, or null if none may start now.
  private @Nullable C poll() {
    Map.Entry<String, Waiting<C>> turn = inFlight >= max ? null : turn();
    if (turn == null) {
      return null;
    }
    String tenant = turn.getKey();
    Waiting<C> waiting = turn.getValue();
    C next = waiting.take(share);
    tenants.remove(tenant);
    if (!waiting.lines.isEmpty()) {
      tenants.putLast(tenant, waiting);
    }
    inFlight++;
    return next;
  }

  /// The tenant whose turn it is: the first that waits, or the first whose run has begun while none
  /// may begin; null if there is none.
  private Map.@Nullable Entry<String, Waiting<C>> turn() {
    boolean any = !mayNotBegin();
    for (Map.Entry<String, Waiting<C>> each : tenants.entrySet()) {
      if (any || !each.getValue().begins()) {
        return each;
      }
    }
    return null;
  }

  private boolean mayNotBegin() {
    return inFlight + settling >= unsettled;
  }

  /// A call ended whose answer is to be stored.
  public synchronized void settling() {
    settling++;
  }

  /// The answers of so many calls are stored, or never will be.
  public void settled(int calls) {
    synchronized (this) {
      settling -= calls;
    }
    for (C next = start(); next != null; next = start()) {
      next.run();
    }
  }

  private synchronized @Nullable C start() {
    return poll();
  }

  /// Takes back a call that waits, whose run does not want it any more.
  ///
  /// @return false if it does not wait
  public synchronized boolean remove(String tenant, String runId, C call) {
    Waiting<C> waiting = tenants.get(tenant);
    if (waiting == null || !waiting.remove(runId, call)) {
      return false;
    }
    if (waiting.lines.isEmpty()) {
      tenants.remove(tenant);
    }
    return true;
  }

  /// The place of a run among those that wait for their first call: 1 for the one that is next, 0
  /// if it does not. Runs of other tenants that come later can still get their turn before it.
  /// Where runs did not come in the order of their ids, it may be wrong by one in [#PRECISION].
  public synchronized int position(String tenant, String runId) {
    Waiting<C> own = tenants.get(tenant);
    int rank = own == null ? 0 : own.rank(runId);
    if (rank == 0) {
      return 0;
    }
    int position = 0;
    int turns = rank;
    for (Waiting<C> each : tenants.values()) {
      if (each == own) {
        position += rank;
        turns = rank - 1;
      } else {
        position += Math.min(each.fresh, turns);
      }
    }
    return position;
  }

  /// Nanoseconds that the runs stand for which have not begun and would come before a new one of a
  /// tenant.
  public synchronized long ahead(String tenant) {
    Waiting<C> own = tenants.get(tenant);
    int rank = own == null ? 1 : own.fresh + 1;
    long work = 0;
    for (Waiting<C> each : tenants.values()) {
      work += each == own || each.fresh <= rank ? each.work : each.work / each.fresh * rank;
    }
    return work;
  }

  /// Runs that wait for their first call.
  public synchronized int queued() {
    return tenants.values().stream().mapToInt(tenant -> tenant.fresh).sum();
  }

  /// Calls that were started and have not ended.
  public synchronized int inFlight() {
    return inFlight;
  }

  /// Calls that wait.
  public synchronized int waiting() {
    return tenants.values().stream()
        .flatMap(tenant -> tenant.lines.values().stream())
        .mapToInt(line -> line.calls.size())
        .sum();
  }
}
