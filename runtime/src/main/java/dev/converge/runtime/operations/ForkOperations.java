package dev.converge.runtime.operations;

import dev.converge.core.json.Digest;
import dev.converge.core.json.Json;
import dev.converge.engine.AcceptedJob;
import dev.converge.engine.Engine;
import dev.converge.engine.Submission;
import dev.converge.engine.run.Programs;
import dev.converge.engine.run.RunView;
import dev.converge.engine.store.JobStore;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.operations.call.Entrance;
import dev.converge.runtime.operations.call.Operation;
import dev.converge.runtime.operations.quota.Quotas;
import dev.converge.runtime.operations.submission.ForkReader;
import dev.converge.runtime.operations.submission.JobSettings;
import dev.converge.runtime.operations.submission.SubmissionReader;
import dev.converge.runtime.operations.webhook.WebhookReader;
import dev.converge.runtime.tracing.TraceParent;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Forks runs: a fork is a separate job with changes. Calls that the changes do not affect are
/// answered from the record of its original. Methods may block for I/O. Thread-safe.
public final class ForkOperations {
  private final Entrance entrance;
  private final Engine engine;
  private final RunFinder runs;
  private final Programs programs;
  private final JobSettings settings;
  private final Quotas quotas;
  private final WebhookReader webhooks;

  ForkOperations(
      Entrance entrance,
      Engine engine,
      RunFinder runs,
      Programs programs,
      JobSettings settings,
      Quotas quotas,
      WebhookReader webhooks) {
    this.entrance = entrance;
    this.engine = engine;
    this.runs = runs;
    this.programs = programs;
    this.settings = settings;
    this.quotas = quotas;
    this.webhooks = webhooks;
  }

  /// A job that is a fork.
  ///
  /// @param view the fork as it is now
  /// @param earlier whether it was already created with the same key
  public record Forked(RunView view, boolean earlier) {}

  /// Forks a run. Completes once the fork is durable.
  ///
  /// @return fails with `JOB_NOT_FOUND`, `RUN_NOT_FOUND`, `TEMPLATE_NOT_FOUND`, `INVALID`,
  ///   `KEY_REUSED`, `QUOTA_EXCEEDED`, `GONE` if content was erased, `TOO_LARGE`, `OVERLOADED` or
  ///   `UNAVAILABLE`
  public CompletableFuture<Forked> fork(Caller caller, ForkRequest request) {
    return entrance.start(
        caller,
        Operation.FORK_RUN,
        request.run().target(),
        () -> {
          RunView original = engine.view(runs.runId(caller, request.run()));
          ForkReader reader =
              new ForkReader(
                  programs,
                  new SubmissionReader(programs, settings, webhooks),
                  settings,
                  original,
                  request.body());
          ForkReader.Read read = reader.read(caller, key(request, original.runId()));
          return engine
              .earlier(read.submission())
              .thenCompose(earlier ->
                  earlier
                      .map(CompletableFuture::completedFuture)
                      .orElseGet(() -> accepted(caller, read)))
              .thenApply(this::forked);
        });
  }

  private CompletableFuture<AcceptedJob> accepted(Caller caller, ForkReader.Read read) {
    Submission submission = TraceParent.keep(read.submission(), caller.traceParent());
    return quotas.reserved(submission, reserved -> engine.fork(reserved, read.order()));
  }

  private Forked forked(AcceptedJob accepted) {
    runs.remember(accepted.job());
    return new Forked(engine.view(accepted.job().runId()), accepted.earlier());
  }

  /// The same key with another run is a different request.
  private static JobStore.@Nullable IdempotencyKey key(ForkRequest request, String runId) {
    String key = request.idempotencyKey();
    return key == null
        ? null
        : new JobStore.IdempotencyKey(
            "fork",
            key,
            Digest.of(Json.object().put("run", runId).put("body", request.body()).build()));
  }
}
