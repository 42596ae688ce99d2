package dev.converge.engine.store;

import dev.converge.core.Chain;
import dev.converge.core.Sealed;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.listing.JobFilter;
import dev.converge.engine.listing.JobNotes;
import dev.converge.engine.listing.MemoryProposals;
import dev.converge.engine.listing.ProposalStore;
import dev.converge.engine.listing.RunProgress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps journal and jobs in memory, for tests and for runs without a server: the same contract as
/// a store on disk, but nothing outlives the process. Thread-safe.
public final class MemoryStore implements Journal, JobStore, ErasureStore {
  private static final Comparator<Due> BY_TIME =
      Comparator.comparing(Due::at).thenComparingLong(Due::number);

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, StoredJob> jobs = new HashMap<>();
  private final TreeMap<Place, StoredJob> places = new TreeMap<>();
  private final Map<String, StoredRun> runs = new HashMap<>();
  private final TreeMap<Long, StoredRun> open = new TreeMap<>();
  private final TreeMap<Due, StoredRun> due = new TreeMap<>(BY_TIME);
  private final Map<Scope, StoredKey> keys = new HashMap<>();
  private final MemoryProposals proposals = new MemoryProposals();
  private final Callbacks callbacks;
  private final MemoryWebhooks webhooks;
  private long lastJob;
  private long lastRun;
  private final InstantSource clock;

  /// An empty store.
  ///
  /// @param executor runs the callbacks, one task for each, in order and never two at once
  /// @param clock for the age of idempotency keys
  public MemoryStore(Executor executor, InstantSource clock) {
    this.callbacks = new Callbacks(executor);
    this.clock = clock;
    this.webhooks =
        new MemoryWebhooks(callbacks, this::hasContent, run -> locked(() -> runs.containsKey(run)));
  }

  private boolean hasContent(String jobId) {
    return locked(() -> {
      StoredJob stored = jobs.get(jobId);
      return stored != null && stored.job.erasure().isEmpty();
    });
  }

  /// Webhooks beside the jobs.
  public WebhookStore webhooks() {
    return webhooks;
  }

  /// Where a job stands among all, oldest first.
  private record Place(Instant createdAt, long number) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      return Comparator.comparing(Place::createdAt)
          .thenComparingLong(Place::number)
          .compare(this, other);
    }
  }

  private record StoredJob(Job job, Place place, List<StoredRun> runs) {
    Stored size() {
      long events = runs.stream().mapToLong(run -> StoredBytes.of(run.events)).sum();
      return new Stored(job.tenant(), job.key(), StoredBytes.of(job) + events);
    }
  }

  private record Scope(String tenant, String operation, String key) {}

  private record StoredKey(String fingerprint, Job job, Instant createdAt) {}

  private static final class StoredRun {
    private final long number;
    private Job job;
    private final String runId;
    private final @Nullable String replayOf;
    private final Instant createdAt;
    private final List<Sealed> events = new ArrayList<>();
    private RunHead head;

    StoredRun(
        long number,
        Job job,
        String runId,
        @Nullable String replayOf,
        Instant createdAt,
        RunHead head) {
      this.number = number;
      this.job = job;
      this.runId = runId;
      this.replayOf = replayOf;
      this.createdAt = createdAt;
      this.head = head;
    }

    Run view() {
      return new Run(
          runId, job.jobId(), replayOf, events.size(), head.read(head.progress()), createdAt);
    }

    Due due() {
      return new Due(runId, number, head.wakeAt(), head.updatedAt());
    }

    MemoryProposals.Owner owner() {
      return new MemoryProposals.Owner(
          job.tenant(), job.jobId(), runId, job.template(), job.version());
    }

    Tally tally() {
      RunProgress used = head.progress();
      return new Tally(job.template(), head.status(), 1, used.tokens(), used.costMicros());
    }
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
          StoredRun run = runs.get(runId);
          long stored = run == null ? 0 : run.events.size();
          if (run == null || stored != expectedSequence || erased(run)) {
            return new AppendResult.Conflict(stored);
          }
          extend(run, copy, head);
          return new AppendResult.Appended();
        });
  }

  private static boolean erased(StoredRun run) {
    return run.head.status().isFinal() && run.job.erasure().isPresent();
  }

  @Override
  public List<Sealed> read(String runId, long after, int maxEvents, int maxBytes) {
    return locked(() -> {
      StoredRun run = runs.get(runId);
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
    Instant now = clock.instant();
    if (key != null) {
      Optional<CreateResult> before = used(job.tenant(), key);
      if (before.isPresent()) {
        return before.get();
      }
    }
    if (jobs.containsKey(job.jobId()) || runs.containsKey(job.runId())) {
      return new CreateResult.Unavailable(
          "job: " + job.jobId() + " with " + job.runId() + " (expected: ids not used before)");
    }
    StoredJob stored = new StoredJob(job, new Place(job.createdAt(), ++lastJob), new ArrayList<>());
    jobs.put(job.jobId(), stored);
    places.put(stored.place, stored);
    addRun(stored, job.runId(), null, job.createdAt(), events, head);
    if (key != null) {
      Scope scope = new Scope(job.tenant(), key.operation(), key.key());
      keys.put(scope, new StoredKey(key.fingerprint(), job, now));
    }
    return new CreateResult.Created();
  }

  @Override
  public Optional<CreateResult> keyed(String tenant, IdempotencyKey key) {
    return locked(() -> used(tenant, key));
  }

  private Optional<CreateResult> used(String tenant, IdempotencyKey key) {
    StoredKey before = keys.get(new Scope(tenant, key.operation(), key.key()));
    if (before == null || !before.createdAt.plus(KEY_RETENTION).isAfter(clock.instant())) {
      return Optional.empty();
    }
    return Optional.of(
        before.fingerprint.equals(key.fingerprint())
            ? new CreateResult.SameKey(before.job)
            : new CreateResult.OtherBody(before.job));
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
          StoredJob job = jobs.get(jobId);
          if (job == null || runs.containsKey(runId)) {
            return new CreateResult.Unavailable(
                "run: " + runId + " of " + jobId + " (expected: a job stored, a run id not used)");
          }
          Optional<Erasure> erasure = job.job.erasure();
          if (erasure.isPresent()) {
            return new CreateResult.Gone(erasure.get());
          }
          addRun(job, runId, replayOf, createdAt, copy, head);
          return new CreateResult.Created();
        });
  }

  private void addRun(
      StoredJob job,
      String runId,
      @Nullable String replayOf,
      Instant createdAt,
      List<Sealed> events,
      RunHead head) {
    StoredRun run = new StoredRun(++lastRun, job.job, runId, replayOf, createdAt, head);
    runs.put(runId, run);
    job.runs.add(run);
    extend(run, events, head);
  }

  private void extend(StoredRun run, List<Sealed> events, RunHead head) {
    long before = run.events.size();
    run.events.addAll(events);
    due.remove(run.due());
    run.head = head;
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
            .map(StoredJob::job)
            .filter(job -> job.tenant().equals(tenant)));
  }

  @Override
  public Optional<Job> jobOfRun(String runId) {
    return locked(() -> Optional.ofNullable(runs.get(runId)).map(run -> run.job));
  }

  @Override
  public Optional<Run> run(String runId) {
    return locked(() -> Optional.ofNullable(runs.get(runId)).map(StoredRun::view));
  }

  @Override
  public List<Run> runs(String jobId) {
    return locked(() -> {
      StoredJob job = jobs.get(jobId);
      return job == null ? List.of() : job.runs.stream().map(StoredRun::view).toList();
    });
  }

  @Override
  public List<Run> unfinished(String afterRunId, int limit) {
    JobStore.requirePage(limit);
    return locked(() -> {
      long after = -1;
      if (!afterRunId.isEmpty()) {
        StoredRun last = runs.get(afterRunId);
        if (last == null) {
          throw new ConvergeException(
              ErrorCode.RUN_NOT_FOUND, "run: " + afterRunId + " (not found)");
        }
        after = last.number;
      }
      return open.tailMap(after, false).values().stream()
          .limit(limit)
          .map(StoredRun::view)
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
    return locked(() -> {
      boolean forward = query.which().oldestFirst();
      NavigableMap<Place, StoredJob> range = places;
      if (query.beforeJobId() != null) {
        StoredJob last = jobs.get(query.beforeJobId());
        if (last == null || !last.job.tenant().equals(query.tenant())) {
          throw new ConvergeException(
              ErrorCode.BAD_CURSOR, "cursor: " + query.beforeJobId() + " (expected: a job)");
        }
        range = forward ? places.tailMap(last.place, false) : places.headMap(last.place, false);
      }
      return (forward ? range : range.descendingMap())
          .values().stream()
              .filter(stored -> matches(query, stored))
              .limit(query.limit())
              .map(job ->
                  new Listed(
                      job.job.withoutSubmission(), job.runs.getFirst().view(), notes(job.job)))
              .toList();
    });
  }

  private static boolean matches(Query query, StoredJob stored) {
    Job job = stored.job;
    return job.tenant().equals(query.tenant())
        && (query.since() == null || !job.createdAt().isBefore(query.since()))
        && (query.until() == null || job.createdAt().isBefore(query.until()))
        && query.which().matches(row(job, stored.runs.getFirst().head));
  }

  private static JobFilter.Row row(Job job, RunHead head) {
    return new JobFilter.Row(
        job.jobId(),
        head.status(),
        head.reason(),
        job.template(),
        job.version(),
        head.progress().mode(),
        job.correlationId(),
        notes(job));
  }

  private static JobNotes notes(Job job) {
    return job.erasure()
        .map(erasure -> JobNotes.erased(erasure.at()))
        .orElseGet(() -> JobNotes.of(job.submission()));
  }

  @Override
  public List<Tally> tally(String tenant, Instant since) {
    return locked(() -> {
      TreeMap<String, Tally> tallies = new TreeMap<>();
      for (StoredJob stored : places.values()) {
        if (stored.job.tenant().equals(tenant) && !stored.job.createdAt().isBefore(since)) {
          Tally one = stored.runs.getFirst().tally();
          tallies.merge(one.template() + " " + one.status(), one, MemoryStore::sum);
        }
      }
      return List.copyOf(tallies.values());
    });
  }

  private static Tally sum(Tally a, Tally b) {
    return new Tally(
        a.template(),
        a.status(),
        a.jobs() + b.jobs(),
        a.tokens() + b.tokens(),
        a.costMicros() + b.costMicros());
  }

  @Override
  public List<Stored> stored(@Nullable String tenant) {
    return locked(() ->
        StoredBytes.sum(
            jobs.values().stream()
                .filter(stored -> tenant == null || tenant.equals(stored.job.tenant()))
                .map(StoredJob::size)
                .toList()));
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
    StoredJob stored = jobs.get(jobId);
    if (stored == null) {
      return new EraseResult.NoSuchJob();
    }
    Optional<Erasure> before = stored.job.erasure();
    if (before.isPresent()) {
      return new EraseResult.Erased(before.get());
    }
    for (StoredRun run : stored.runs) {
      if (!run.head.status().isFinal()) {
        return new EraseResult.Unfinished(run.runId);
      }
    }
    StoredJob erased = new StoredJob(stored.job.erased(erasure), stored.place, stored.runs);
    jobs.put(jobId, erased);
    places.put(erased.place, erased);
    keys.values().removeIf(key -> key.job.jobId().equals(jobId));
    proposals.forget(jobId);
    for (StoredRun run : erased.runs) {
      run.job = erased.job;
      run.head = run.head.read(run.head.progress().erased());
      run.events.replaceAll(Chain::erase);
    }
    return new EraseResult.Erased(erasure);
  }

  @Override
  public List<String> erasable(Instant createdBefore, int limit) {
    JobStore.requirePage(limit);
    return locked(() ->
        places.values().stream()
            .filter(stored -> stored.job.createdAt().isBefore(createdBefore))
            .filter(stored -> stored.job.erasure().isEmpty())
            .filter(stored -> stored.runs.stream().allMatch(r -> r.head.status().isFinal()))
            .limit(limit)
            .map(stored -> stored.job.jobId())
            .toList());
  }

  @Override
  public void remove(Instant endedBefore, int limit, Consumer<RemoveResult> done) {
    JobStore.requirePage(limit);
    write(done, () -> remove(endedBefore, limit));
  }

  private RemoveResult remove(Instant endedBefore, int limit) {
    List<StoredJob> due =
        places.values().stream()
            .filter(stored -> stored.job.createdAt().isBefore(endedBefore))
            .filter(stored -> stored.runs.stream().allMatch(run -> endedBefore(run, endedBefore)))
            .limit(limit)
            .toList();
    for (StoredJob stored : due) {
      String jobId = stored.job.jobId();
      jobs.remove(jobId);
      proposals.forget(jobId);
      places.remove(stored.place);
      keys.values().removeIf(key -> key.job.jobId().equals(jobId));
      stored.runs.forEach(run -> runs.remove(run.runId));
    }
    return new RemoveResult.Removed(due.stream().map(stored -> stored.job.jobId()).toList());
  }

  private static boolean endedBefore(StoredRun run, Instant time) {
    return run.head.status().isFinal() && run.head.updatedAt().isBefore(time);
  }

  @Override
  public boolean writable() {
    return true;
  }

  /// Changes what is stored, then has the callback called in the order of the changes.
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
