package dev.converge.engine;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Bounds the calls in flight and takes waiting ones from the runs in turn, so that one run with
/// many agents does not hold up the others. Thread-safe.
///
/// @param <C> the calls
final class CallQueue<C extends Runnable> {
  private final int max;
  private final LinkedHashMap<String, ArrayDeque<C>> waiting = new LinkedHashMap<>();
  private int inFlight;

  CallQueue(int max) {
    this.max = max;
  }

  /// Starts a call now or as soon as there is room; whoever starts it calls [#done] or [#next] when
  /// it ended.
  void start(String runId, C call) {
    synchronized (this) {
      if (inFlight >= max) {
        waiting.computeIfAbsent(runId, _ -> new ArrayDeque<>()).add(call);
        return;
      }
      inFlight++;
    }
    call.run();
  }

  /// A call ended: starts the one that waited longest in turn.
  void done() {
    C next = next();
    if (next != null) {
      next.run();
    }
  }

  /// A call ended: the one that takes its place, which the caller starts, or null if none waits.
  synchronized @Nullable C next() {
    C next = poll();
    if (next == null) {
      inFlight--;
    }
    return next;
  }

  private @Nullable C poll() {
    Iterator<Map.Entry<String, ArrayDeque<C>>> runs = waiting.entrySet().iterator();
    if (!runs.hasNext()) {
      return null;
    }
    Map.Entry<String, ArrayDeque<C>> first = runs.next();
    String runId = first.getKey();
    ArrayDeque<C> calls = first.getValue();
    runs.remove();
    C next = calls.poll();
    if (!calls.isEmpty()) {
      waiting.put(runId, calls);
    }
    return next;
  }

  synchronized int inFlight() {
    return inFlight;
  }

  synchronized int waiting() {
    return waiting.values().stream().mapToInt(ArrayDeque::size).sum();
  }
}
