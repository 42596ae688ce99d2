package dev.converge.engine.store;

import dev.converge.core.Chain;
import dev.converge.core.event.Sealed;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.listing.MemoryProposals;
import dev.converge.engine.listing.ProposalStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps journal and jobs in memory, for tests and for runs without a server. It has the same
/// contract as a store on disk, but nothing outlives the process. Thread-safe.
public final class MemoryStore implements Journal, JobStore, ErasureStore {
  private static final Comparator<Due> BY_TIME =
      Comparator.comparing(Due::at).thenComparingLong(Due::number);

  private final ReentrantLock lock = new ReentrantLock();
  private final MemoryJobs jobs = new MemoryJobs();
  private final Map<String, MemoryRun> runs = new HashMap<>();
  private final TreeMap<Long, MemoryRun> open = new TreeMap<>();
  private final TreeMap<Due, MemoryRun> due = new TreeMap<>(BY_TIME);
  private final MemoryIdempotency keys;
  private final MemoryProposals proposals = new MemoryProposals();
  private final Callbacks callbacks;
  private final MemoryWebhooks webhooks;
  private final MemoryUsage usage = new MemoryUsage();
  private long lastJob;
  private long lastRun;

  /// An empty store.
  ///
  /// @param executor runs the callbacks, one per task, in order and never two at once
  /// @param clock for the age of idempotency keys
  public MemoryStore(Executor executor, InstantSource clock) {
    this.callbacks = new Callbacks(executor);
    this.keys = new MemoryIdempotency(clock);
    this.webhooks =
        new MemoryWebhooks(callbacks, this::hasContent, run -> locked(() -> runs.containsKey(run)));
  }

  private boolean hasContent(String jobId) {
    return locked(() -> {
      MemoryJob stored = jobs.get(jobId);
      return stored != null && stored.job().erasure().isEmpty();
    });
  }

  /// Webhooks beside the jobs.
  public WebhookStore webhooks() {
    return webhooks;
  }

  /// What was used, beside the jobs.
  public UsageStore usage() {
    return usage;
  }

  @Override
  public void append(
      String runId,
      long expectedSequence,
      List<Sealed> events,
      RunHead head,
      Consumer<AppendResult> done) {
    Journal.requireAppend(runId, expectedSequence, events);
    List<Sealed> copy = List.copyOf(events);
    write(
        done,
        () -> {
          MemoryRun run = runs.get(runId);
          long stored = run == null ? 0 : run.events.size();
          if (run == null || stored != expectedSequence || run.isErased()) {
            return new AppendResult.Conflict(stored);
          }
          extend(run, copy, head);
          return new AppendResult.Appended();
        });
  }

  @Override
  public List<Sealed> read(String runId, long after, int maxEvents, int maxBytes) {
    return locked(() -> {
      MemoryRun run = runs.get(runId);
      if (run == null) {
        throw new ConvergeException(ErrorCode.RUN_NOT_FOUND, "run: " + runId + " (not found)");
      }
      List<Sealed> page = new ArrayList<>();
      long bytes = 0;
      for (long i = after; i < run.events.size() && page.size() < maxEvents; i++) {
        Sealed event = run.events.get((int) i);
        bytes += event.json().length;
        if (bytes > maxBytes && !page.isEmpty()) {
          break;
        }
        page.add(event);
      }
      return page;
    });
  }

  @Override
  public void create(
      Job job,
      List<Sealed> events,
      RunHead head,
      @Nullable IdempotencyKey key,
      Consumer<CreateResult> done) {
    Journal.requireNext(job.runId(), 0, events);
    List<Sealed> copy = List.copyOf(events);
    write(done, () -> create(job, copy, head, key));
  }

  private CreateResult create(
      Job job, List<Sealed> events, RunHead head, @Nullable IdempotencyKey key) {
    if (key != null) {
      Optional<CreateResult> before = keys.used(job.tenant(), key);
      if (before.isPresent()) {
        return before.get();
      }
    }
    if (jobs.get(job.jobId()) != null || runs.containsKey(job.runId())) {
      return new CreateResult.Unavailable(
          "job: " + job.jobId() + " with " + job.runId() + " (expected: ids not used before)");
    }
    MemoryJob stored =
        new MemoryJob(job, new MemoryJob.Place(job.createdAt(), ++lastJob), new ArrayList<>());
    jobs.put(stored);
    addRun(stored, job.runId(), null, job.createdAt(), events, head);
    if (key != null) {
      keys.put(key, job);
    }
    return new CreateResult.Created();
  }

  @Override
  public Optional<CreateResult> keyed(String tenant, IdempotencyKey key) {
    return locked(() -> keys.used(tenant, key));
  }

  @Override
  public void createRun(
      String jobId,
      String runId,
      String replayOf,
      Instant createdAt,
      List<Sealed> events,
      RunHead head,
      Consumer<CreateResult> done) {
    Journal.requireNext(runId, 0, events);
    List<Sealed> copy = List.copyOf(events);
    write(
        done,
        () -> {
          MemoryJob job = jobs.get(jobId);
          if (job == null || runs.containsKey(runId)) {
            return new CreateResult.Unavailable(
                "run: " + runId + " of " + jobId + " (expected: a job stored, a run id not used)");
          }
          Optional<Erasure> erasure = job.job().erasure();
          if (erasure.isPresent()) {
            return new CreateResult.Gone(erasure.get());
          }
          addRun(job, runId, replayOf, createdAt, copy, head);
          return new CreateResult.Created();
        });
  }

  private void addRun(
      MemoryJob job,
      String runId,
      @Nullable String replayOf,
      Instant createdAt,
      List<Sealed> events,
      RunHead head) {
    MemoryRun run = new MemoryRun(++lastRun, job.job(), runId, replayOf, createdAt, head);
    runs.put(runId, run);
    job.runs().add(run);
    extend(run, events, head);
  }

  private void extend(MemoryRun run, List<Sealed> events, RunHead head) {
    long before = run.events.size();
    run.events.addAll(events);
    due.remove(run.due());
    run.head = head;
    usage.add(head.used());
    if (run.replayOf == null) {
      webhooks.stored(run.job, run.runId, before, run.events.size());
      proposals.keep(run.owner(), head.held(), head.status().isFinal(), head.updatedAt());
    }
    if (head.status().isFinal()) {
      open.remove(run.number);
    } else {
      open.put(run.number, run);
      if (head.wakeAt().isBefore(Rest.FOR_EVER)) {
        due.put(run.due(), run);
      }
    }
  }

  @Override
  public Optional<Job> job(String tenant, String jobId) {
    return locked(() ->
        Optional.ofNullable(jobs.get(jobId))
            .map(MemoryJob::job)
            .filter(job -> job.tenant().equals(tenant)));
  }

  @Override
  public Optional<Job> jobOfRun(String runId) {
    return locked(() -> Optional.ofNullable(runs.get(runId)).map(run -> run.job));
  }

  @Override
  public Optional<Run> run(String runId) {
    return locked(() -> Optional.ofNullable(runs.get(runId)).map(MemoryRun::view));
  }

  @Override
  public List<Run> runs(String jobId) {
    return locked(() -> {
      MemoryJob job = jobs.get(jobId);
      return job == null ? List.of() : job.runs().stream().map(MemoryRun::view).toList();
    });
  }

  @Override
  public List<Run> unfinished(String afterRunId, int limit) {
    JobStore.requirePage(limit);
    return locked(() -> {
      long after = -1;
      if (!afterRunId.isEmpty()) {
        MemoryRun last = runs.get(afterRunId);
        if (last == null) {
          throw new ConvergeException(
              ErrorCode.RUN_NOT_FOUND, "run: " + afterRunId + " (not found)");
        }
        after = last.number;
      }
      return open.tailMap(after, false).values().stream()
          .limit(limit)
          .map(MemoryRun::view)
          .toList();
    });
  }

  @Override
  public List<Due> due(Due after, int limit) {
    JobStore.requirePage(limit);
    return locked(() -> due.tailMap(after, false).keySet().stream().limit(limit).toList());
  }

  @Override
  public long resting() {
    return locked(
        () -> open.values().stream().filter(run -> !run.head.wakeAt().equals(Rest.NONE)).count());
  }

  @Override
  public List<Pinned> pinned() {
    return locked(() ->
        open.values().stream()
            .map(run ->
                new Pinned(
                    run.job.tenant(),
                    run.job.template(),
                    run.job.version(),
                    run.job.templateHash()))
            .distinct()
            .toList());
  }

  @Override
  public List<Listed> list(Query query) {
    return locked(() -> jobs.list(query));
  }

  @Override
  public List<Tally> tally(String tenant, Instant since) {
    return locked(() -> jobs.tally(tenant, since));
  }

  @Override
  public List<Stored> stored(@Nullable String tenant) {
    return locked(() -> StoredBytes.sum(jobs.sizes(tenant)));
  }

  @Override
  public List<ProposalStore.Listed> proposals(ProposalStore.Query query) {
    return locked(() -> proposals.list(query));
  }

  @Override
  public void erase(String jobId, Erasure erasure, Consumer<EraseResult> done) {
    write(done, () -> erase(jobId, erasure));
  }

  private EraseResult erase(String jobId, Erasure erasure) {
    MemoryJob stored = jobs.get(jobId);
    if (stored == null) {
      return new EraseResult.NoSuchJob();
    }
    Optional<Erasure> before = stored.job().erasure();
    if (before.isPresent()) {
      return new EraseResult.Erased(before.get());
    }
    for (MemoryRun run : stored.runs()) {
      if (!run.head.status().isFinal()) {
        return new EraseResult.Unfinished(run.runId);
      }
    }
    MemoryJob erased = new MemoryJob(stored.job().erased(erasure), stored.place(), stored.runs());
    jobs.put(erased);
    keys.forget(jobId);
    proposals.forget(jobId);
    for (MemoryRun run : erased.runs()) {
      run.job = erased.job();
      run.head = run.head.read(run.head.progress().erased());
      run.events.replaceAll(Chain::erase);
    }
    return new EraseResult.Erased(erasure);
  }

  @Override
  public List<String> erasable(Instant createdBefore, int limit) {
    JobStore.requirePage(limit);
    return locked(() -> jobs.erasable(createdBefore, limit));
  }

  @Override
  public void remove(Instant endedBefore, int limit, Consumer<RemoveResult> done) {
    JobStore.requirePage(limit);
    write(done, () -> remove(endedBefore, limit));
  }

  private RemoveResult remove(Instant endedBefore, int limit) {
    List<MemoryJob> due = jobs.endedBefore(endedBefore, limit);
    for (MemoryJob stored : due) {
      String jobId = stored.job().jobId();
      jobs.remove(stored);
      proposals.forget(jobId);
      keys.forget(jobId);
      stored.runs().forEach(run -> runs.remove(run.runId));
    }
    return new RemoveResult.Removed(due.stream().map(stored -> stored.job().jobId()).toList());
  }

  @Override
  public boolean writable() {
    return true;
  }

  /// Changes what is stored, then calls the callback, in the order of the changes.
  private <T> void write(Consumer<T> done, Supplier<T> change) {
    lock.lock();
    try {
      T result = change.get();
      callbacks.add(() -> done.accept(result));
    } finally {
      lock.unlock();
    }
    callbacks.trigger();
  }

  private <T> T locked(Supplier<T> reading) {
    lock.lock();
    try {
      return reading.get();
    } finally {
      lock.unlock();
    }
  }
}
