package dev.converge.engine;

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
/// share of calls goes behind those that did not. Thread-safe.
///
/// @param <C> the calls
final class CallQueue<C extends Runnable> {
  /// Calls that agents of one run may make while runs that are younger wait.
  static final int SHARE = 32;

  private final int max;
  private final int share;
  private final LinkedHashMap<String, Waiting<C>> tenants = new LinkedHashMap<>();
  private int inFlight;

  /// @param max calls in flight
  /// @param share calls of one run before those behind it have their turn
  CallQueue(int max, int share) {
    this.max = max;
    this.share = share;
  }

  /// Where a run stands among those of its tenant. Ids of runs are in the order of their beginning.
  ///
  /// @param turn how often it has had its share
  private record Place(long turn, String runId) {}

  /// The calls of one run.
  private static final class Line<C> {
    private final ArrayDeque<C> calls = new ArrayDeque<>();
    private int taken;
  }

  /// The calls of one tenant.
  private static final class Waiting<C> {
    private final TreeMap<Place, Line<C>> lines =
        new TreeMap<>(Comparator.comparingLong(Place::turn).thenComparing(Place::runId));
    private final Map<String, Place> places = new HashMap<>();

    /// The turn that is under way: whoever comes now has not waited through those before.
    private long turn;

    void add(String runId, C call) {
      Place place = places.computeIfAbsent(runId, id -> new Place(turn, id));
      lines.computeIfAbsent(place, _ -> new Line<>()).calls.add(call);
    }

    C take(int share) {
      Map.Entry<Place, Line<C>> first = lines.pollFirstEntry();
      Place place = first.getKey();
      Line<C> line = first.getValue();
      turn = place.turn();
      C next = line.calls.remove();
      line.taken++;
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
  }

  /// Starts a call now or as soon as there is room; whoever starts it calls [#done] or [#next] when
  /// it ended.
  void start(String tenant, String runId, C call) {
    synchronized (this) {
      if (inFlight >= max) {
        tenants.computeIfAbsent(tenant, _ -> new Waiting<>()).add(runId, call);
        return;
      }
      inFlight++;
    }
    call.run();
  }

  /// A call ended: starts the one whose turn it is.
  void done() {
    C next = next();
    if (next != null) {
      next.run();
    }
  }

  /// A call ended: the one that takes its place, which the caller starts, or null if none waits.
  synchronized @Nullable C next() {
    Map.Entry<String, Waiting<C>> first = tenants.pollFirstEntry();
    if (first == null) {
      inFlight--;
      return null;
    }
    Waiting<C> waiting = first.getValue();
    C next = waiting.take(share);
    if (!waiting.lines.isEmpty()) {
      tenants.putLast(first.getKey(), waiting);
    }
    return next;
  }

  synchronized int inFlight() {
    return inFlight;
  }

  synchronized int waiting() {
    return tenants.values().stream()
        .flatMap(tenant -> tenant.lines.values().stream())
        .mapToInt(line -> line.calls.size())
        .sum();
  }
}
