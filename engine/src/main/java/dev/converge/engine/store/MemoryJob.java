package dev.converge.engine.store;

import dev.converge.engine.listing.JobFilter;
import dev.converge.engine.listing.JobNotes;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/// A job of a [MemoryStore] with its runs, oldest first. Used only under the store's lock.
record MemoryJob(JobStore.Job job, Place place, List<MemoryRun> runs) {
  StoredBytes.Stored size() {
    long events = runs.stream().mapToLong(run -> StoredBytes.of(run.events)).sum();
    return new StoredBytes.Stored(job.tenant(), job.key(), StoredBytes.of(job) + events);
  }

  /// The position of a job among all, oldest first.
  record Place(Instant createdAt, long number) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      return Comparator.comparing(Place::createdAt)
          .thenComparingLong(Place::number)
          .compare(this, other);
    }
  }

  /// Whether all of its runs have ended.
  boolean isFinal() {
    return runs.stream().allMatch(MemoryRun::isFinal);
  }

  /// The properties that the filters of lists check.
  JobFilter.Row row() {
    Journal.RunHead head = runs.getFirst().head;
    return new JobFilter.Row(
        job.jobId(),
        head.status(),
        head.reason(),
        job.template(),
        job.version(),
        head.progress().mode(),
        job.correlationId(),
        notes());
  }

  /// What lists show of its submission.
  JobNotes notes() {
    return job.erasure()
        .map(erasure -> JobNotes.erased(erasure.at()))
        .orElseGet(() -> JobNotes.of(job.submission()));
  }

  boolean matches(JobStore.Query query) {
    return job.tenant().equals(query.tenant())
        && (query.since() == null || !job.createdAt().isBefore(query.since()))
        && (query.until() == null || job.createdAt().isBefore(query.until()))
        && query.which().matches(row());
  }
}
