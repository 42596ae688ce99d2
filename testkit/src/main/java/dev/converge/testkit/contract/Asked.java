package dev.converge.testkit.contract;

import dev.converge.core.event.Sealed;
import dev.converge.core.status.Status;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.JobStore.CreateResult;
import dev.converge.engine.store.Journal.AppendResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Asks a store and waits for the answer.
public final class Asked {
  /// After which a test gives up.
  public static final int PATIENCE_SECONDS = 120;

  private Asked() {}

  /// Waits for an answer.
  public static <T> T answer(Future<T> future) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for an answer", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("no answer", e);
    }
  }

  /// Appends to a run that goes on.
  public static AppendResult append(
      OpenStore store, String runId, long expectedSequence, List<Sealed> events) {
    return append(store, runId, expectedSequence, events, Status.RUNNING);
  }

  /// Appends.
  public static AppendResult append(
      OpenStore store, String runId, long expectedSequence, List<Sealed> events, Status status) {
    CompletableFuture<AppendResult> result = new CompletableFuture<>();
    store
        .journal()
        .append(runId, expectedSequence, events, SampleRun.head(status), result::complete);
    return answer(result);
  }

  /// Creates a job and its run with one event.
  public static CreateResult create(
      OpenStore store, JobStore.Job job, JobStore.@Nullable IdempotencyKey key) {
    return answer(creating(store, job, new SampleRun(job.runId()).next(1, 10), key));
  }

  /// Creates a job and its run with these events.
  public static CompletableFuture<CreateResult> creating(
      OpenStore store,
      JobStore.Job job,
      List<Sealed> events,
      JobStore.@Nullable IdempotencyKey key) {
    CompletableFuture<CreateResult> result = new CompletableFuture<>();
    store.jobs().create(job, events, SampleRun.head(Status.RUNNING), key, result::complete);
    return result;
  }

  /// Creates a job whose run has that many events of 100 bytes, and answers its run.
  public static SampleRun created(OpenStore store, String name, int events) {
    SampleRun run = new SampleRun("run_" + name);
    CreateResult result = answer(creating(store, SampleRun.job(name), run.next(events, 100), null));
    if (!(result instanceof CreateResult.Created)) {
      throw new AssertionError("create: " + result + " (expected: Created)");
    }
    return run;
  }
}
