package dev.converge.engine.agent;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Room in memory for what models are being asked: prompts can be long, and a slow provider keeps
/// many of them waiting at once. Where there is none, calls wait for their turn in the order in
/// which they came, without a thread. Thread-safe.
public final class PromptRoom {
  /// The bytes of memory that are shared with others.
  public interface Bytes {
    /// Takes bytes, or says that too many are taken.
    boolean reserve(long bytes);

    /// Gives back what was reserved.
    void giveBack(long bytes);
  }

  /// Maximum bytes of facts that count towards a prompt; no more than this is shown.
  static final long MOST_SHOWN = 512 << 10;

  /// How often a prompt is in memory at a time: in parts, as one text, for the journal and as it is
  /// sent.
  static final int COPIES = 4;

  /// Bytes of a prompt beside its facts, and of a fact beside its text.
  private static final long OF_A_PROMPT = 8 << 10;

  private static final long OF_A_FACT = 256;

  private final Bytes memory;
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  private record Waiting(long bytes, Runnable call) {}

  /// Takes from these bytes.
  public PromptRoom(Bytes memory) {
    this.memory = memory;
  }

  /// What a prompt about these facts takes, or somewhat more.
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

  /// Starts a call now if there is room for what it asks, or else as soon as there is; once it
  /// ended, [#giveBack] is called.
  ///
  /// @return whether it is started, and does not wait
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

  /// Takes back a call that waits and is not wanted any more; does nothing if it does not wait.
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

  /// Gives back the room of a call, and starts those that fit into it.
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
