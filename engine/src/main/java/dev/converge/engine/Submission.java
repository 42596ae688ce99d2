package dev.converge.engine;

import dev.converge.core.Program;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.OnOutage;
import dev.converge.core.decision.Person;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Seed;
import dev.converge.engine.store.JobStore.IdempotencyKey;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A job to be run; checked by whoever took it in.
///
/// @param tenant whom it belongs to; `default` without authentication
/// @param program of the template, its version pinned
/// @param seeds in any order
/// @param budget in force
/// @param mode how models are answered
/// @param correlationId the client's, or `null`
/// @param body the job as submitted
/// @param submitter who submits, or `null` if that is not known
/// @param onOutage what the job wants, or `null` for what the template says
/// @param key that makes submitting idempotent, or `null`
/// @param before what must be durable before the job is, or `null`
public record Submission(
    String tenant,
    Program program,
    List<Seed> seeds,
    Budget budget,
    Mode mode,
    @Nullable String correlationId,
    Json.Obj body,
    @Nullable Person submitter,
    @Nullable OnOutage onOutage,
    @Nullable IdempotencyKey key,
    @Nullable Before before) {
  /// Does something before a job is made.
  public interface Before {
    /// Does it; completes once it is durable. The job is made only if it does not fail.
    ///
    /// @param jobId of the job that is to be made; it may never be
    CompletableFuture<Void> prepare(String jobId);
  }

  /// A job of the default tenant that nobody in particular submits, and that was not sent as JSON.
  public static Submission of(Program program, List<Seed> seeds, Budget budget, Mode mode) {
    return new Submission(
        DEFAULT_TENANT, program, seeds, budget, mode, null, Json.Obj.EMPTY, null, null, null, null);
  }

  /// Copies the seeds.
  public Submission {
    seeds = List.copyOf(seeds);
  }

  /// The same after something else, which comes before whatever it comes after by now.
  public Submission after(Before first) {
    Before then = before;
    Before all =
        then == null ? first : jobId -> first.prepare(jobId).thenCompose(_ -> then.prepare(jobId));
    return new Submission(
        tenant, program, seeds, budget, mode, correlationId, body, submitter, onOutage, key, all);
  }

  /// The same, submitted once for each key.
  public Submission keyed(IdempotencyKey once) {
    return new Submission(
        tenant,
        program,
        seeds,
        budget,
        mode,
        correlationId,
        body,
        submitter,
        onOutage,
        once,
        before);
  }

  /// The same for a tenant.
  public Submission forTenant(String other) {
    return new Submission(
        other, program, seeds, budget, mode, correlationId, body, submitter, onOutage, key, before);
  }

  /// The same with another body.
  public Submission with(Json.Obj other) {
    return new Submission(
        tenant,
        program,
        seeds,
        budget,
        mode,
        correlationId,
        other,
        submitter,
        onOutage,
        key,
        before);
  }

  /// The name of the authenticated principal that submits; empty if there is none.
  public String keyName() {
    return submitter == null || submitter.asserted() ? "" : submitter.name();
  }

  /// The tenant where nobody is authenticated.
  public static final String DEFAULT_TENANT = "default";
}
