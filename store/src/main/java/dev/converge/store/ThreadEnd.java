package dev.converge.store;

/// The end of a thread of a store.
public final class ThreadEnd {
  private ThreadEnd() {}

  /// Waits until a thread has ended, even if the waiting thread is interrupted. Returns at once if
  /// called on the thread itself.
  public static void await(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive() && Thread.currentThread() != thread) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
