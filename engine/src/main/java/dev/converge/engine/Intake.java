package dev.converge.engine;

import dev.converge.core.Chain;
import dev.converge.core.Core;
import dev.converge.core.Event;
import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.Step;
import dev.converge.core.event.Sealed;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.fork.Beginning;
import dev.converge.engine.fork.ForkPlan;
import dev.converge.engine.fork.Reuse;
import dev.converge.engine.host.Host;
import dev.converge.engine.host.UuidV7;
import dev.converge.engine.run.RunView;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.Room;
import dev.converge.engine.store.StoredBytes;
import dev.converge.engine.turn.RunRoom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Creates jobs from submissions: job, run and first events become durable together. Thread-safe.
final class Intake {
  /// A run that has just become durable.
  ///
  /// @param reuse the record that answers calls if the run is a fork, or `null`
  record Begun(
      RunView view,
      String lastHash,
      List<Event> events,
      List<Sealed> sealed,
      @Nullable Reuse reuse) {}

  /// Creates the first events of a run.
  private interface Beginner {
    Beginning begin(String jobId, Instant now);
  }

  private final Host host;
  private final JobStore jobs;
  private final Room room;
  private final Agents agents;
  private final UuidV7 ids;
  private final long maxJobBytes;
  private final Consumer<Begun> begin;
  private final Set<String> creating = ConcurrentHashMap.newKeySet();

  Intake(
      Host host,
      EngineStore store,
      Agents agents,
      UuidV7 ids,
      long maxJobBytes,
      Consumer<Begun> begin) {
    this.host = host;
    this.jobs = store.jobs();
    this.room = store.room();
    this.agents = agents;
    this.ids = ids;
    this.maxJobBytes = maxJobBytes;
    this.begin = begin;
  }

  /// Whether a run is being created here.
  boolean creating(String runId) {
    return creating.contains(runId);
  }

  /// Number of runs that are being created here.
  int size() {
    return creating.size();
  }

  /// Creates a job from a submission. Completes once it is durable and its run is in progress.
  CompletableFuture<AcceptedJob> create(Submission submission) {
    return create(
        submission, submission.program(), (jobId, now) -> begin(submission, jobId, now), null);
  }

  private Beginning begin(Submission submission, String jobId, Instant now) {
    Program program = submission.program();
    Input.Started started =
        new Input.Started(
            jobId,
            submission.mode(),
            submission.seeds(),
            submission.budget(),
            agents.versions(program),
            submission.submitter(),
            submission.onOutage(),
            now);
    Step step = Core.step(program, Core.initial(program), started);
    return new Beginning(step.events(), step.next());
  }

  /// Creates a job from a fork. Completes once it is durable and its run is in progress.
  CompletableFuture<AcceptedJob> create(Submission submission, ForkPlan plan) {
    return create(submission, plan.program(), plan::begin, plan.reuse());
  }

  private CompletableFuture<AcceptedJob> create(
      Submission submission, Program program, Beginner beginner, @Nullable Reuse reuse) {
    String jobId = "job_" + ids.next();
    return submission.before() == null
        ? create(submission, program, beginner, reuse, jobId)
        : submission
            .before()
            .prepare(jobId)
            .thenComposeAsync(
                _ -> create(submission, program, beginner, reuse, jobId), host.executor());
  }

  private CompletableFuture<AcceptedJob> create(
      Submission submission,
      Program program,
      Beginner beginner,
      @Nullable Reuse reuse,
      String jobId) {
    String runId = "run_" + ids.next();
    Instant now = host.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    Beginning first = beginner.begin(jobId, now);
    Chain chain = new Chain(runId, Chain.START);
    List<Sealed> sealed = chain.seal(first.events(), salt(first.events().size()));
    JobStore.Job job =
        new JobStore.Job(
            submission.tenant(),
            jobId,
            runId,
            submission.body().canonical(),
            program.name(),
            program.version(),
            program.hash(),
            submission.correlationId(),
            now,
            submission.keyName());
    long lack = RunRoom.of(maxJobBytes, job, 0).lack(runId, program, first.state(), sealed);
    if (lack > 0) {
      return CompletableFuture.failedFuture(tooLarge(job, lack));
    }
    CompletableFuture<AcceptedJob> accepted = new CompletableFuture<>();
    creating.add(runId);
    accepted.whenComplete((_, _) -> creating.remove(runId));
    try {
      jobs.create(
          job,
          sealed,
          Journal.RunHead.of(program, first.state())
              .using(room.used(job, runId, null, first.state())),
          submission.key(),
          result -> {
            try {
              RunView view = new RunView(job, runId, program, first.state());
              Begun begun = new Begun(view, chain.last(), first.events(), sealed, reuse);
              created(result, begun, accepted);
            } catch (Throwable e) {
              // Recovery finds what is stored.
              accepted.completeExceptionally(e);
            }
          });
    } catch (Throwable e) {
      accepted.completeExceptionally(e);
    }
    return accepted;
  }

  private ConvergeException tooLarge(JobStore.Job job, long lack) {
    return new ConvergeException(
        ErrorCode.TOO_LARGE,
        "the job takes "
            + (StoredBytes.of(job) + lack)
            + " bytes of storage at its start (expected: at most "
            + maxJobBytes
            + ", setting quotas.job_stored)");
  }

  private void created(
      JobStore.CreateResult result, Begun begun, CompletableFuture<AcceptedJob> accepted) {
    JobStore.Job job = begun.view().job();
    switch (result) {
      case JobStore.CreateResult.Created _ -> {
        RunState state = begun.view().state();
        begin.accept(begun);
        // Done before anybody is notified: a run in progress must not count twice.
        creating.remove(job.runId());
        host.executor()
            .execute(() ->
                accepted.complete(new AcceptedJob(job, state.status(), state.sequence(), false)));
      }
      case JobStore.CreateResult.SameKey(var earlier) ->
          host.executor().execute(() -> completeEarlier(earlier, accepted));
      case JobStore.CreateResult.OtherBody(var earlier) ->
          accepted.completeExceptionally(reused(earlier));
      case JobStore.CreateResult.Gone(var erasure) ->
          accepted.completeExceptionally(erasure.gone(job.jobId()));
      case JobStore.CreateResult.Unavailable(var message) ->
          accepted.completeExceptionally(new ConvergeException(ErrorCode.UNAVAILABLE, message));
    }
  }

  private static ConvergeException reused(JobStore.Job earlier) {
    return new ConvergeException(
        ErrorCode.KEY_REUSED,
        "the idempotency key was used with a different body, for " + earlier.jobId());
  }

  /// The job of an earlier submission with the same key.
  CompletableFuture<Optional<AcceptedJob>> earlier(Submission submission) {
    JobStore.IdempotencyKey key = submission.key();
    return key == null
        ? CompletableFuture.completedFuture(Optional.empty())
        : CompletableFuture.supplyAsync(
            () -> jobs.keyed(submission.tenant(), key).map(this::accepted), host.executor());
  }

  private AcceptedJob accepted(JobStore.CreateResult found) {
    return switch (found) {
      case JobStore.CreateResult.SameKey(var job) -> earlier(job);
      case JobStore.CreateResult.OtherBody(var job) -> throw reused(job);
      case JobStore.CreateResult.Created _,
          JobStore.CreateResult.Gone _,
          JobStore.CreateResult.Unavailable _ ->
          throw new IllegalStateException("a look at a key creates nothing: " + found);
    };
  }

  private AcceptedJob earlier(JobStore.Job job) {
    JobStore.Run run = jobs.run(job.runId()).orElseThrow();
    return new AcceptedJob(job, run.head().status(), run.sequence(), true);
  }

  private void completeEarlier(JobStore.Job job, CompletableFuture<AcceptedJob> accepted) {
    try {
      accepted.complete(earlier(job));
    } catch (Throwable e) {
      accepted.completeExceptionally(e);
    }
  }

  private byte[] salt(int events) {
    byte[] salt = new byte[events * Chain.SALT_BYTES];
    host.random().nextBytes(salt);
    return salt;
  }
}
