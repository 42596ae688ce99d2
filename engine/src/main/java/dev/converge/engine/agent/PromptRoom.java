package dev.converge.engine.agent;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Room in memory for what models are being asked: prompts can be long, and a slow provider keeps
/// many of them waiting at once. Where there is none, calls wait for their turn in the order in
/// which they came. Thread-safe.
public final class PromptRoom {
  /// The bytes of memory that are shared with others.
  public interface Bytes {
    /// Takes bytes, or says that too many are taken.
    boolean reserve(long bytes);

    /// Gives back what was reserved.
    void giveBack(long bytes);
  }

  /// Bytes of facts that count for a prompt at most, as no more is shown.
  static final long MOST_SHOWN = 512 << 10;

  /// How often a prompt is in memory at a time: in parts, as one text, for the journal and as it is
  /// sent.
  public static final int COPIES = 4;

  /// Bytes of a prompt beside its facts, and of a fact beside its text.
  private static final long OF_A_PROMPT = 8 << 10;

  private static final long OF_A_FACT = 256;

  private final Bytes memory;
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  private record Waiting(long bytes, CountDownLatch turn) {}

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

  /// Takes room, or waits for it.
  ///
  /// @param waits runs before it waits
  /// @return false if there was none in time; else the caller calls [#giveBack]
  /// @throws InterruptedException if interrupted; nothing is taken then
  public boolean take(long bytes, Duration atMost, Runnable waits) throws InterruptedException {
    Waiting mine = new Waiting(bytes, new CountDownLatch(1));
    synchronized (this) {
      if (waiting.isEmpty() && memory.reserve(bytes)) {
        return true;
      }
      waiting.add(mine);
    }
    waits.run();
    boolean taken = false;
    try {
      taken = mine.turn().await(atMost.toNanos(), TimeUnit.NANOSECONDS);
      return taken || !leave(mine);
    } catch (InterruptedException e) {
      if (!leave(mine)) {
        giveBack(bytes);
      }
      throw e;
    }
  }

  /// Waits no longer.
  ///
  /// @return false if its turn has come meanwhile
  private synchronized boolean leave(Waiting mine) {
    boolean left = waiting.remove(mine);
    next();
    return left;
  }

  /// Gives back what was taken.
  public synchronized void giveBack(long bytes) {
    memory.giveBack(bytes);
    next();
  }

  private void next() {
    for (Waiting first = waiting.peek();
        first != null && memory.reserve(first.bytes());
        first = waiting.peek()) {
      waiting.remove();
      first.turn().countDown();
    }
  }
}
