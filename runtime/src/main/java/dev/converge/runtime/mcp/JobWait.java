package dev.converge.runtime.mcp;

import dev.converge.core.event.EventType;
import dev.converge.core.event.Sealed;
import dev.converge.engine.feed.Feed;
import dev.converge.engine.run.RunView;
import dev.converge.runtime.operations.EventOperations;
import dev.converge.runtime.operations.JobOperations;
import dev.converge.runtime.operations.RunSelector;
import dev.converge.runtime.operations.call.Caller;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Waits for runs, and reports their progress meanwhile.
///
/// @param longest maximum time that a client can wait
/// @param heartbeat between signs of life
record JobWait(JobOperations jobs, EventOperations events, Duration longest, Duration heartbeat) {
  /// Default time that a tool waits for a run that it started.
  static final Duration FIRST_WAIT = Duration.ofSeconds(20);

  private static final int PAGE_EVENTS = 500;
  private static final int PAGE_BYTES = 1 << 20;

  /// Waits until a run is final, needs a person or is paused, or the time is over. Blocks.
  RunView await(Caller caller, RunSelector run, Duration atMost, Progress progress) {
    CompletableFuture<RunView> end = jobs.await(caller, run, atMost);
    if (progress.wanted() && !end.isDone()) {
      long after = jobs.get(caller, run).state().sequence();
      try (Feed feed = events.follow(caller, run, after).feed()) {
        tell(feed, end, progress);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      if (!end.isDone()) {
        // Nobody is waiting any more.
        return jobs.get(caller, run);
      }
    }
    return end.join();
  }

  private void tell(Feed feed, CompletableFuture<RunView> end, Progress progress)
      throws InterruptedException {
    BlockingQueue<Boolean> signals = new ArrayBlockingQueue<>(1);
    feed.onMore(() -> signals.offer(true));
    var _ = end.whenComplete((_, _) -> signals.offer(true));
    int promoted = 0;
    while (!end.isDone() && progress.wanted()) {
      List<Sealed> page = feed.next(PAGE_EVENTS, PAGE_BYTES);
      for (Sealed event : page) {
        promoted += event.type().equals(EventType.FACT_PROMOTED.journalName()) ? 1 : 0;
      }
      if (!page.isEmpty()) {
        progress.tell(
            feed.position(),
            "event "
                + feed.position()
                + " ("
                + page.getLast().type()
                + "), "
                + promoted
                + " facts promoted during this wait");
      } else if (signals.poll(heartbeat.toMillis(), TimeUnit.MILLISECONDS) == null) {
        progress.alive();
      }
    }
  }
}
