package dev.converge.engine.agent;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Memory for prompts: they can be long, and a slow provider keeps many of them waiting at once. If
/// there is not enough, calls wait for their turn in the order in which they arrived, without a
/// thread. Thread-safe.
public final class PromptRoom {
  /// The bytes of memory, which are shared with readers.
  public interface Bytes {
    /// Reserves bytes; `false` if too many are in use.
    boolean reserve(long bytes);

    /// Releases reserved bytes.
    void giveBack(long bytes);
  }

  /// Maximum bytes of facts that count towards a prompt; prompts never show more.
  static final long MOST_SHOWN = 512 << 10;

  /// How many copies of a prompt are in memory at a time: in parts, as one text, for the journal,
  /// and as it is sent.
  static final int COPIES = 4;

  /// Bytes of a prompt in addition to its facts, and of a fact in addition to its text.
  private static final long OF_A_PROMPT = 8 << 10;

  private static final long OF_A_FACT = 256;

  private final Bytes memory;
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  private record Waiting(long bytes, Runnable call) {}

  /// Reserves from these bytes.
  public PromptRoom(Bytes memory) {
    this.memory = memory;
  }

  /// The memory for a prompt about these facts, or somewhat more.
  public static long bytes(Context context) {
    long shown = 0;
    for (Fact fact : context.facts()) {
      shown += OF_A_FACT + fact.content().length();
      if (shown >= MOST_SHOWN) {
        break;
      }
    }
    return COPIES * (OF_A_PROMPT + Math.min(shown, MOST_SHOWN));
  }

  /// Starts a call now if there is memory for its prompt, otherwise as soon as there is. When the
  /// call ends, [#giveBack] must be called.
  ///
  /// @return whether it was started and does not wait
  public boolean start(long bytes, Runnable call) {
    synchronized (this) {
      if (!waiting.isEmpty() || !memory.reserve(bytes)) {
        waiting.add(new Waiting(bytes, call));
        return false;
      }
    }
    call.run();
    return true;
  }

  /// Removes a waiting call that is no longer wanted; does nothing if it is not waiting.
  public void leave(Runnable call) {
    List<Runnable> next;
    synchronized (this) {
      if (!waiting.removeIf(each -> each.call().equals(call))) {
        return;
      }
      next = next();
    }
    next.forEach(Runnable::run);
  }

  /// Releases the memory of a call, and starts the waiting calls that now fit.
  public void giveBack(long bytes) {
    List<Runnable> next;
    synchronized (this) {
      memory.giveBack(bytes);
      next = next();
    }
    next.forEach(Runnable::run);
  }

  private List<Runnable> next() {
    List<Runnable> next = new ArrayList<>();
    for (Waiting first = waiting.peek();
        first != null && memory.reserve(first.bytes());
        first = waiting.peek()) {
      next.add(waiting.remove().call());
    }
    return next;
  }
}
