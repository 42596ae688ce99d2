package dev.converge.cli.serve;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/// A resource that is opened in a separate thread during startup. Whoever takes it closes it; if
/// nobody does, closing this closes it. Used by one thread at a time.
final class Meanwhile<T extends AutoCloseable> implements AutoCloseable {
  private final CompletableFuture<T> opened = new CompletableFuture<>();
  private boolean taken;

  private Meanwhile() {}

  /// Begins to open it.
  ///
  /// @param name of the thread
  static <T extends AutoCloseable> Meanwhile<T> open(String name, Supplier<T> open) {
    Meanwhile<T> meanwhile = new Meanwhile<>();
    Thread.ofPlatform()
        .name(name)
        .daemon()
        .start(() -> {
          try {
            meanwhile.opened.complete(open.get());
          } catch (Throwable e) {
            meanwhile.opened.completeExceptionally(e);
          }
        });
    return meanwhile;
  }

  /// Waits for it. What went wrong is thrown here.
  T take() {
    try {
      T part = opened.join();
      taken = true;
      return part;
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException known -> throw known;
        case Error grave -> throw grave;
        case null, default -> throw e;
      }
    }
  }

  @Override
  public void close() {
    if (taken) {
      return;
    }
    T part;
    try {
      part = opened.join();
    } catch (CompletionException _) {
      // It was not opened, and whoever would have taken it failed as well.
      return;
    }
    try {
      part.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("not closed: " + e.getMessage(), e);
    }
  }
}
