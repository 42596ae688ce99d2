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

/// A job to run. The caller has checked it.
///
/// @param tenant that it belongs to; `default` if authentication is off
/// @param program of the template, its version pinned
/// @param seeds in any order
/// @param budget in force
/// @param mode how model calls are answered
/// @param correlationId the client's, or `null`
/// @param body the job as submitted
/// @param submitter who submits it, or `null` if unknown
/// @param onOutage the job's policy for provider outages, or `null` for the template's
/// @param key idempotency key of the submission, or `null`
/// @param before what must be durable before the job, or `null`
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
  /// A task before a job is created.
  public interface Before {
    /// Runs it. Completes once it is durable. The job is created only if it does not fail.
    ///
    /// @param jobId id of the job to create, which may never be created
    CompletableFuture<Void> prepare(String jobId);
  }

  /// A job of the default tenant, without a submitter and without a JSON body.
  public static Submission of(Program program, List<Seed> seeds, Budget budget, Mode mode) {
    return new Submission(
        DEFAULT_TENANT, program, seeds, budget, mode, null, Json.Obj.EMPTY, null, null, null, null);
  }

  /// Copies the seeds.
  public Submission {
    seeds = List.copyOf(seeds);
  }

  /// Adds a task before the job, after those already added.
  public Submission after(Before first) {
    Before then = before;
    Before all =
        then == null ? first : jobId -> first.prepare(jobId).thenCompose(_ -> then.prepare(jobId));
    return new Submission(
        tenant, program, seeds, budget, mode, correlationId, body, submitter, onOutage, key, all);
  }

  /// Adds an idempotency key.
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

  /// For a tenant.
  public Submission forTenant(String other) {
    return new Submission(
        other, program, seeds, budget, mode, correlationId, body, submitter, onOutage, key, before);
  }

  /// With another body.
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

  /// The tenant if authentication is off.
  public static final String DEFAULT_TENANT = "default";
}
