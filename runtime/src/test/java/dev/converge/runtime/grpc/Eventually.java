package dev.converge.runtime.grpc;

import dev.converge.testkit.LiveEngine;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what must become so, looking again and again.
final class Eventually {
  private static final long LOOK_AGAIN_NANOS = 2_000_000;

  private Eventually() {}

  static void so(BooleanSupplier condition) {
    long end = System.nanoTime() + LiveEngine.PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it never became so");
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }
}
