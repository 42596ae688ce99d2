package dev.converge.engine;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Bounds the calls in flight and takes waiting ones from the runs in turn, so that one run with
/// many agents does not hold up the others. Thread-safe.
final class CallQueue {
  private final int max;
  private final LinkedHashMap<String, ArrayDeque<Runnable>> waiting = new LinkedHashMap<>();
  private int inFlight;

  CallQueue(int max) {
    this.max = max;
  }

  /// Starts a call now or as soon as there is room; whoever starts it calls [#done] when it ended.
  void start(String runId, Runnable call) {
    synchronized (this) {
      if (inFlight >= max) {
        waiting.computeIfAbsent(runId, _ -> new ArrayDeque<>()).add(call);
        return;
      }
      inFlight++;
    }
    call.run();
  }

  void done() {
    Runnable next;
    synchronized (this) {
      next = poll();
      if (next == null) {
        inFlight--;
      }
    }
    if (next != null) {
      next.run();
    }
  }

  private @Nullable Runnable poll() {
    Iterator<Map.Entry<String, ArrayDeque<Runnable>>> runs = waiting.entrySet().iterator();
    if (!runs.hasNext()) {
      return null;
    }
    Map.Entry<String, ArrayDeque<Runnable>> first = runs.next();
    String runId = first.getKey();
    ArrayDeque<Runnable> calls = first.getValue();
    runs.remove();
    Runnable next = calls.poll();
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
