package dev.converge.engine.queue;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Limits the calls in progress. Waiting calls are taken from the tenants in turn, so that a tenant
/// with many runs does not delay the others. Of a tenant's runs, the oldest comes first, so that
/// runs end in the order in which they were accepted and not all at the end. A run that used up its
/// share of calls goes behind those that did not. No run starts while the answers of too many calls
/// are not yet stored: a started run takes more memory than a waiting one. Thread-safe.
///
/// @param <C> the type of calls
public final class CallQueue<C extends Runnable> {
  /// Calls that agents of one run may make while younger runs wait.
  public static final int SHARE = 32;

  /// Positions are computed anew when more than one run in this many arrived or left out of order.
  static final int PRECISION = 16;

  private final int max;
  private final int share;
  private final int unsettled;
  private final LinkedHashMap<String, Waiting<C>> tenants = new LinkedHashMap<>();
  private int inFlight;

  /// Calls that ended and whose answers are not stored yet.
  private int settling;

  /// Without a limit for answers that are not stored yet.
  ///
  /// @param max maximum number of calls in progress
  /// @param share calls of one run before those behind it get their turn
  public CallQueue(int max, int share) {
    this(max, share, Integer.MAX_VALUE);
  }

  /// @param max maximum number of calls in progress
  /// @param share calls of one run before those behind it get their turn
  /// @param unsettled number of calls, in progress or with answers not yet stored, from which on no
  ///   further run starts
  public CallQueue(int max, int share, int unsettled) {
    this.max = max;
    this.share = share;
    this.unsettled = unsettled;
  }

  /// The position of a run among those of its tenant. Run ids are in the order of their start.
  ///
  /// @param turn how often it has used up its share
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

  /// The run that a call belongs to.
  ///
  /// @param first whether none of the run's calls has been made yet
  /// @param work nanoseconds that runs behind it are expected to wait for it, if it is the first
  ///   call
  public record Asking(String tenant, String runId, boolean first, long work) {
    /// For a run that has started.
    public static Asking again(String tenant, String runId) {
      return new Asking(tenant, runId, false, 0);
    }
  }

  /// The calls of one tenant.
  private static final class Waiting<C> {
    private final TreeMap<Place, Line<C>> lines =
        new TreeMap<>(Comparator.comparingLong(Place::turn).thenComparing(Place::runId));
    private final Map<String, Place> places = new HashMap<>();

    /// The current turn: a run that arrives now has not waited through the earlier ones.
    private long turn;

    /// Runs that have not started, how many of these are ahead of each, and the work that they
    /// stand for.
    private int fresh;

    private long begun;
    private long work;

    /// The ticket of each run that has not started, counted from the first such run ever.
    private final Map<String, Long> tickets = new HashMap<>();

    /// How often runs arrived or left elsewhere than at an end, which makes tickets wrong.
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

    /// Whether the run whose turn it is has not started.
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

    /// The position of a run among the tenant's runs that have not started; 0 if it has.
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

  /// Starts a call now or as soon as there is a free place. The caller that runs it calls [#done]
  /// or [#next] when it has ended.
  ///
  /// @return whether it was started and does not wait
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

  /// A call ended: starts the next one.
  public void done() {
    C next = next();
    if (next != null) {
      next.run();
    }
  }

  /// A call ended: returns the call that takes its place, which the caller starts, or null if none
  /// may.
  public synchronized @Nullable C next() {
    inFlight--;
    return poll();
  }

  /// Takes the next call, or null if none may start now.
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

  /// The tenant whose turn it is: the first that waits, or, while no run may start, the first whose
  /// run has already started; null if there is none.
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

  /// A call ended whose answer will be stored.
  public synchronized void settling() {
    settling++;
  }

  /// The answers of this many calls are stored, or never will be.
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

  /// Removes a waiting call that its run no longer wants.
  ///
  /// @return false if it is not waiting
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

  /// The position of a run among those that wait for their first call: 1 for the next one, 0 if it
  /// is not waiting. Runs of other tenants that arrive later can still come before it. If runs did
  /// not arrive in the order of their ids, it may be off by one in [#PRECISION].
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

  /// Nanoseconds of work of the runs that have not started and would come before a new run of a
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

  /// Number of runs that wait for their first call.
  public synchronized int queued() {
    return tenants.values().stream().mapToInt(tenant -> tenant.fresh).sum();
  }

  /// Number of calls that were started and have not ended.
  public synchronized int inFlight() {
    return inFlight;
  }

  /// Number of waiting calls.
  public synchronized int waiting() {
    return tenants.values().stream()
        .flatMap(tenant -> tenant.lines.values().stream())
        .mapToInt(line -> line.calls.size())
        .sum();
  }
}
