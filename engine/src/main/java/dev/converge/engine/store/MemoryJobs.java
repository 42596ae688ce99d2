package dev.converge.engine.store;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The jobs of a [MemoryStore], by id and in the order of their creation. Used only under the
/// store's lock.
final class MemoryJobs {
  private final Map<String, MemoryJob> jobs = new HashMap<>();
  private final TreeMap<MemoryJob.Place, MemoryJob> places = new TreeMap<>();

  @Nullable MemoryJob get(String jobId) {
    return jobs.get(jobId);
  }

  /// Adds a job, or replaces the one with its id.
  void put(MemoryJob job) {
    jobs.put(job.job().jobId(), job);
    places.put(job.place(), job);
  }

  void remove(MemoryJob job) {
    jobs.remove(job.job().jobId());
    places.remove(job.place());
  }

  List<JobStore.Listed> list(JobStore.Query query) {
    boolean forward = query.which().oldestFirst();
    NavigableMap<MemoryJob.Place, MemoryJob> range = places;
    if (query.beforeJobId() != null) {
      MemoryJob last = jobs.get(query.beforeJobId());
      if (last == null || !last.job().tenant().equals(query.tenant())) {
        throw new ConvergeException(
            ErrorCode.BAD_CURSOR, "cursor: " + query.beforeJobId() + " (expected: a job)");
      }
      range = forward ? places.tailMap(last.place(), false) : places.headMap(last.place(), false);
    }
    return (forward ? range : range.descendingMap())
        .values().stream()
            .filter(stored -> stored.matches(query))
            .limit(query.limit())
            .map(job ->
                new JobStore.Listed(
                    job.job().withoutSubmission(), job.runs().getFirst().view(), job.notes()))
            .toList();
  }

  List<JobStore.Tally> tally(String tenant, Instant since) {
    TreeMap<String, JobStore.Tally> tallies = new TreeMap<>();
    for (MemoryJob stored : places.values()) {
      if (stored.job().tenant().equals(tenant) && !stored.job().createdAt().isBefore(since)) {
        JobStore.Tally one = stored.runs().getFirst().tally();
        tallies.merge(one.template() + " " + one.status(), one, MemoryJobs::sum);
      }
    }
    return List.copyOf(tallies.values());
  }

  private static JobStore.Tally sum(JobStore.Tally a, JobStore.Tally b) {
    return new JobStore.Tally(
        a.template(),
        a.status(),
        a.jobs() + b.jobs(),
        a.tokens() + b.tokens(),
        a.costMicros() + b.costMicros());
  }

  /// The stored bytes of each job, or of each job of one tenant.
  List<StoredBytes.Stored> sizes(@Nullable String tenant) {
    return jobs.values().stream()
        .filter(stored -> tenant == null || tenant.equals(stored.job().tenant()))
        .map(MemoryJob::size)
        .toList();
  }

  List<String> erasable(Instant createdBefore, int limit) {
    return places.values().stream()
        .filter(stored -> stored.job().createdAt().isBefore(createdBefore))
        .filter(stored -> stored.job().erasure().isEmpty())
        .filter(MemoryJob::isFinal)
        .limit(limit)
        .map(stored -> stored.job().jobId())
        .toList();
  }

  /// Jobs whose runs all ended before a time, oldest first.
  List<MemoryJob> endedBefore(Instant time, int limit) {
    return places.values().stream()
        .filter(stored -> stored.job().createdAt().isBefore(time))
        .filter(stored -> stored.runs().stream().allMatch(run -> run.endedBefore(time)))
        .limit(limit)
        .toList();
  }
}
