package dev.converge.store.sqlite;

import dev.converge.testkit.contract.Asked;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/// Keeps the writer busy, so that what is submitted meanwhile makes one transaction.
final class HeldWrite extends Write<Boolean> {
  private final CompletableFuture<Void> begun = new CompletableFuture<>();
  private final CountDownLatch released = new CountDownLatch(1);

  private HeldWrite() {
    super(0, _ -> {});
  }

  /// Submits one and waits until the writer is in it.
  static HeldWrite hold(SqliteStore store) {
    HeldWrite held = new HeldWrite();
    store.submit(held);
    Asked.answer(held.begun);
    return held;
  }

  void release() {
    released.countDown();
  }

  @Override
  Boolean apply(WriteSession session) {
    begun.complete(null);
    try {
      released.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return true;
  }

  @Override
  Boolean unavailable(String message) {
    return false;
  }
}
