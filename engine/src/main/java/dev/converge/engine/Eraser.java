package dev.converge.engine;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.host.Host;
import dev.converge.engine.store.Erasure;
import dev.converge.engine.store.ErasureStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Erases the content of jobs, on request and by age, and removes jobs by age. Thread-safe.
public final class Eraser {
  /// How often expired jobs are looked for.
  static final Duration SWEEP_EVERY = Duration.ofMinutes(10);

  private static final int SWEEP_PAGE = 100;
  private static final Logger LOG = LoggerFactory.getLogger(Eraser.class);

  private final Engine engine;
  private final ErasureStore store;
  private final Host host;

  /// Erases the jobs of an engine in its store.
  public Eraser(Engine engine, ErasureStore store, Host host) {
    this.engine = engine;
    this.store = store;
    this.host = host;
  }

  /// Erases a job's content. Completes once that is durable. Erasing twice changes nothing.
  ///
  /// @param because on whose request, or under which retention; shown to clients that read the job
  /// @return fails with a [ConvergeException]: `JOB_NOT_FOUND`, `CONFLICT` if a run has not ended,
  ///   or `UNAVAILABLE`
  public CompletableFuture<Erasure> erase(String jobId, String because) {
    CompletableFuture<Erasure> erased = new CompletableFuture<>();
    store.erase(
        jobId,
        new Erasure(host.clock().instant(), because),
        result -> host.executor().execute(() -> answered(jobId, result, erased)));
    return erased;
  }

  private void answered(
      String jobId, ErasureStore.EraseResult result, CompletableFuture<Erasure> erased) {
    switch (result) {
      case ErasureStore.EraseResult.Erased(var erasure) -> {
        engine.forget(jobId);
        erased.complete(erasure);
      }
      case ErasureStore.EraseResult.Unfinished(var runId) ->
          fail(
              erased,
              ErrorCode.CONFLICT,
              "job " + jobId + ": run " + runId + " has not ended (expected: all runs ended)");
      case ErasureStore.EraseResult.NoSuchJob _ ->
          fail(erased, ErrorCode.JOB_NOT_FOUND, "job not found: " + jobId);
      case ErasureStore.EraseResult.Unavailable(var message) ->
          fail(erased, ErrorCode.UNAVAILABLE, message);
    }
  }

  private static void fail(CompletableFuture<Erasure> erased, ErrorCode code, String message) {
    erased.completeExceptionally(new ConvergeException(code, message));
  }

  /// Erases expired content now and then periodically, until the engine drains.
  ///
  /// @param kept age at which the content of finished jobs is erased, from their submission
  public void keepFor(Duration kept) {
    again("erasing what is older than " + kept, () -> sweep(kept));
  }

  /// Removes expired jobs now and then periodically, until the engine drains.
  ///
  /// @param kept age at which finished jobs are removed completely, counted from the end of their
  ///   last run
  public void removeAfter(Duration kept) {
    again("removing what is older than " + kept, () -> sweepWhole(kept));
  }

  private void again(String what, Runnable sweep) {
    host.executor()
        .execute(() -> {
          try {
            sweep.run();
          } catch (Throwable e) {
            LOG.warn("{} failed: {}", what, e.getMessage());
          }
          if (!engine.draining()) {
            host.timers().after(SWEEP_EVERY, () -> again(what, sweep));
          }
        });
  }

  /// Erases expired content and returns when this is done.
  ///
  /// @return number of erased jobs
  int sweep(Duration kept) {
    Instant before = host.clock().instant().minus(kept);
    int erased = 0;
    List<String> page;
    do {
      page = store.erasable(before, SWEEP_PAGE);
      if (engine.draining()) {
        return erased;
      }
      // All at once, so that the store can erase them in one transaction.
      List<CompletableFuture<Erasure>> together =
          page.stream().map(jobId -> erase(jobId, "kept for " + kept)).toList();
      for (CompletableFuture<Erasure> one : together) {
        erased += erased(one);
      }
    } while (page.size() == SWEEP_PAGE);
    if (erased > 0) {
      LOG.info("erased the content of {} jobs older than {}", erased, kept);
    }
    return erased;
  }

  /// Removes expired jobs and returns when this is done.
  ///
  /// @return number of removed jobs
  int sweepWhole(Duration kept) {
    Instant before = host.clock().instant().minus(kept);
    int removed = 0;
    List<String> page;
    do {
      page = engine.draining() ? List.of() : removed(before).join();
      page.forEach(engine::forget);
      removed += page.size();
    } while (!page.isEmpty());
    if (removed > 0) {
      LOG.info("removed {} jobs that ended more than {} ago", removed, kept);
    }
    return removed;
  }

  private CompletableFuture<List<String>> removed(Instant before) {
    CompletableFuture<List<String>> removed = new CompletableFuture<>();
    store.remove(
        before,
        SWEEP_PAGE,
        result ->
            host.executor()
                .execute(() -> {
                  switch (result) {
                    case ErasureStore.RemoveResult.Removed(var jobIds) -> removed.complete(jobIds);
                    case ErasureStore.RemoveResult.Unavailable(var message) ->
                        removed.completeExceptionally(
                            new ConvergeException(ErrorCode.UNAVAILABLE, message));
                  }
                }));
    return removed;
  }

  private static int erased(CompletableFuture<Erasure> erasure) {
    try {
      erasure.join();
      return 1;
    } catch (CompletionException e) {
      if (e.getCause() instanceof ConvergeException known && known.code() == ErrorCode.CONFLICT) {
        return 0;
      }
      throw e;
    }
  }
}
