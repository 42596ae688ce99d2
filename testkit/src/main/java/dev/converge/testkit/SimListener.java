package dev.converge.testkit;

import dev.converge.core.status.Status;
import dev.converge.engine.Engine;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.feed.Feed;
import dev.converge.engine.run.RunView;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Somebody who listens to a run and waits for it, in the process of a [Simulation].
final class SimListener {
  private static final Duration FOR_EVER = Duration.ofDays(3_650);

  private @Nullable Feed feed;
  private @Nullable CompletableFuture<RunView> over;

  /// Listens, if the process can read.
  ///
  /// @param after sequence of the last event that was heard
  void listen(Engine engine, String runId, long after) {
    try {
      Feed heard = engine.feed(runId, after);
      // A run that nobody drives yet answers a wait at once.
      over = heard.live() ? engine.await(runId, FOR_EVER) : null;
      heard.onMore(() -> {});
      feed = heard;
    } catch (RuntimeException e) {
      // A process that cannot read yet says so.
      feed = null;
      over = null;
    }
  }

  /// If the run is driven here, the listener hears of its end and the wait is answered.
  void heard(SimWorld world, SimStore store) {
    CompletableFuture<RunView> waited = over;
    Feed heard = feed;
    if (heard == null || !heard.live()) {
      return;
    }
    if (waited != null) {
      world.run(() -> waited.isDone() || store.dead());
      if (store.dead()) {
        return;
      }
      Laws.require(
          waited.isCompletedExceptionally() || ended(waited.join().state().status()),
          () -> "who waited was told of neither an end nor people who must act");
    }
    while (!heard.ended() && !store.dead()) {
      // A feed that never goes on shows as a world without an end.
      world.run(() -> goesOn(heard) || store.dead());
    }
  }

  private static boolean goesOn(Feed heard) {
    try {
      return !heard.next(2, 10_000).isEmpty();
    } catch (ConvergeException e) {
      // The store is away for a moment.
      return false;
    }
  }

  /// Whether a wait for a run may end with this status.
  private static boolean ended(Status status) {
    return status.isFinal() || Simulation.held(status);
  }
}
