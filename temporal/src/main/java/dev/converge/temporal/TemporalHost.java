package dev.converge.temporal;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.host.Host;
import dev.converge.engine.run.RunHost;
import dev.converge.engine.run.RunView;
import dev.converge.engine.store.InputBox;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Ownership;
import dev.converge.engine.store.Replica;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowServiceException;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.common.SearchAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Temporal from a server's point of view: it owns all runs that are not final, accepts their
/// inputs, and is notified of new ones. It is notified again of runs that it does not know, because
/// it was unavailable when they started or because somebody terminated their workflows.
/// Thread-safe.
public final class TemporalHost implements RunHost, Ownership, InputBox {
  private static final Logger LOG = LoggerFactory.getLogger(TemporalHost.class);

  /// How long a run must have stored nothing before Temporal is asked whether it knows the run.
  static final Duration SILENT = Duration.ofSeconds(30);

  /// Silence after which a worker that continued a run counts as lost. It is shorter than anybody
  /// waits for a response. A worker whose turn takes longer sends heartbeats.
  static final Duration TASK = Duration.ofSeconds(5);

  /// Pause before an input is sent again.
  static final Duration AGAIN = Duration.ofMillis(250);

  /// An input in transit.
  private static final class Post {
    private final Posted posted;
    private final Consumer<PostResult> done;

    /// Whether a workflow can still process it.
    private volatile boolean underWay = true;

    Post(Posted posted, Consumer<PostResult> done) {
      this.posted = posted;
      this.done = done;
    }
  }

  private final Host host;
  private final WorkflowClient client;
  private final TemporalSettings settings;
  private final JobStore jobs;
  private final Map<String, Post> posts = new ConcurrentHashMap<>();

  /// A host whose runs are driven by the workers of a task queue.
  public TemporalHost(Host host, TemporalConnection connection, JobStore jobs) {
    this.host = host;
    this.client = connection.client();
    this.settings = connection.settings();
    this.jobs = jobs;
  }

  /// The same replica, with runs driven by Temporal.
  public Replica replica(Replica of) {
    return new Replica(this, of.watches(), this, of.membership());
  }

  @Override
  public void begins(RunView run) {
    host.executor()
        .execute(() -> {
          try {
            start(run.job(), run.runId(), false, Known.NO);
          } catch (RuntimeException e) {
            LOG.warn("run {} starts later: {}", run.runId(), e.getMessage());
          }
        });
  }

  @Override
  public void reopens(RunView run) {
    try {
      start(run.job(), run.runId(), true, Known.ENDED);
    } catch (RuntimeException e) {
      throw unavailable(e);
    }
  }

  /// What to do if Temporal knows a workflow with the id.
  private enum Known {
    /// Nothing.
    NO(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE),
    /// Start it again if it was terminated.
    FAILED(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY),
    /// Start it again if it is not running.
    ENDED(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE);

    private final WorkflowIdReusePolicy policy;

    Known(WorkflowIdReusePolicy policy) {
      this.policy = policy;
    }
  }

  private void start(JobStore.Job job, String runId, boolean reopens, Known known) {
    WorkflowOptions.Builder options =
        WorkflowOptions.newBuilder()
            .setWorkflowId(runId)
            .setTaskQueue(settings.taskQueue())
            .setWorkflowIdReusePolicy(known.policy)
            .setWorkflowTaskTimeout(TASK)
            .setStaticSummary(job.template() + " " + job.version());
    if (settings.searchAttributes()) {
      options.setTypedSearchAttributes(
          SearchAttributes.newBuilder()
              .set(RunNames.TEMPLATE, job.template() + "@" + job.version())
              .set(RunNames.TENANT, job.tenant())
              .build());
    }
    try {
      client
          .newUntypedWorkflowStub(RunNames.WORKFLOW, options.build())
          .start(
              new RunOrder(
                  runId, 0, settings.heartbeat().toMillis(), reopens, settings.searchAttributes()));
    } catch (WorkflowExecutionAlreadyStarted e) {
      LOG.debug("run {} has a workflow", runId);
    }
  }

  @Override
  public Claim claim(String runId) {
    Optional<JobStore.Run> run = jobs.run(runId);
    if (run.isEmpty()) {
      return new Claim.NoSuchRun();
    }
    return run.get().head().status().isFinal() && !underWay(runId)
        ? new Claim.Final(run.get())
        : new Claim.Elsewhere();
  }

  private boolean underWay(String runId) {
    return posts.values().stream()
        .anyMatch(post -> post.underWay && post.posted.runId().equals(runId));
  }

  /// Notifies Temporal of runs that it may not know, and claims none.
  @Override
  public List<JobStore.Due> claimDue(JobStore.Due after, Instant now, int limit) {
    List<JobStore.Due> due = jobs.due(after, limit);
    Instant silent = now.minus(SILENT);
    for (JobStore.Due one : due) {
      boolean resting = one.at().isAfter(Instant.EPOCH.plus(1, ChronoUnit.MILLIS));
      Instant since = resting ? one.at() : one.lastAt();
      if (since.isBefore(silent)) {
        again(one.runId());
      }
    }
    return List.of();
  }

  private void again(String runId) {
    try {
      jobs.jobOfRun(runId)
          .filter(job -> job.erasure().isEmpty())
          .ifPresent(job -> start(job, runId, false, Known.FAILED));
    } catch (RuntimeException e) {
      throw unavailable(e);
    }
  }

  private static ConvergeException unavailable(RuntimeException e) {
    return e instanceof ConvergeException known
        ? known
        : new ConvergeException(
            ErrorCode.UNAVAILABLE, "Temporal cannot be reached now: " + reason(e), e);
  }

  private static String reason(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  @Override
  public void release(Collection<String> runIds) {
    // Nothing was claimed.
  }

  @Override
  public void post(Posted posted, Consumer<PostResult> done) {
    Post post = new Post(posted, done);
    posts.put(posted.inputId(), post);
    host.executor().execute(() -> send(post));
  }

  private void send(Post post) {
    if (!posts.containsKey(post.posted.inputId())) {
      return;
    }
    try {
      WorkflowStub run = client.newUntypedWorkflowStub(post.posted.runId());
      run.startUpdate(
              UpdateOptions.newBuilder(String.class)
                  .setUpdateName(RunNames.INPUT)
                  .setUpdateId(post.posted.inputId())
                  .setWaitForStage(WorkflowUpdateStage.ACCEPTED)
                  .build(),
              post.posted.input())
          .getResultAsync()
          .whenComplete((outcome, failure) -> {
            if (failure == null) {
              taken(post, outcome);
            } else {
              refused(post, failure);
            }
          });
    } catch (RuntimeException e) {
      refused(post, e);
    }
  }

  private void taken(Post post, String outcome) {
    if (posts.remove(post.posted.inputId()) != null) {
      post.done.accept(new PostResult.Taken(outcome));
    }
  }

  /// The run ended first, its workflow has just started or continues as a new one, or Temporal is
  /// unavailable.
  private void refused(Post post, Throwable failure) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    String runId = post.posted.runId();
    LOG.debug("run {} did not take an input", runId, cause);
    try {
      Optional<JobStore.Run> run = jobs.run(runId);
      if (run.isEmpty() || run.get().head().status().isFinal()) {
        post.underWay = false;
        return;
      }
      if (notFound(cause)) {
        again(runId);
      }
    } catch (RuntimeException e) {
      LOG.debug("run {} cannot be read now", runId, e);
    }
    host.timers().after(AGAIN, () -> host.executor().execute(() -> send(post)));
  }

  private static boolean notFound(@Nullable Throwable e) {
    return e instanceof WorkflowNotFoundException
        || (e instanceof WorkflowServiceException
            && e.getCause() instanceof StatusRuntimeException status
            && status.getStatus().getCode() == Status.Code.NOT_FOUND);
  }

  @Override
  public void withdraw(String inputId) {
    posts.remove(inputId);
  }

  @Override
  public void whenPosted(Consumer<String> told) {
    // Nothing is posted to runs of this server.
  }

  /// The inputs that arrived here and have no answer yet.
  @Override
  public List<Posted> open(String runId) {
    return posts.values().stream()
        .map(post -> post.posted)
        .filter(posted -> posted.runId().equals(runId))
        .toList();
  }

  @Override
  public void answer(List<Answered> answers) {
    // Workers answer.
  }
}
