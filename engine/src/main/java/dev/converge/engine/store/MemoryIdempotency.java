package dev.converge.engine.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The idempotency keys of a [MemoryStore]. Used only under the store's lock.
final class MemoryIdempotency {
  private record Scope(String tenant, String operation, String key) {}

  private record StoredKey(String fingerprint, JobStore.Job job, Instant createdAt) {}

  private final Map<Scope, StoredKey> keys = new HashMap<>();
  private final InstantSource clock;

  MemoryIdempotency(InstantSource clock) {
    this.clock = clock;
  }

  void put(JobStore.IdempotencyKey key, JobStore.Job job) {
    keys.put(scope(job.tenant(), key), new StoredKey(key.fingerprint(), job, clock.instant()));
  }

  private static Scope scope(String tenant, JobStore.IdempotencyKey key) {
    return new Scope(tenant, key.operation(), key.key());
  }

  /// The use of a key, if it was used and is still kept.
  Optional<JobStore.CreateResult> used(String tenant, JobStore.IdempotencyKey key) {
    StoredKey before = keys.get(scope(tenant, key));
    if (before == null || !before.createdAt.plus(JobStore.KEY_RETENTION).isAfter(clock.instant())) {
      return Optional.empty();
    }
    return Optional.of(
        before.fingerprint.equals(key.fingerprint())
            ? new JobStore.CreateResult.SameKey(before.job)
            : new JobStore.CreateResult.OtherBody(before.job));
  }

  void forget(String jobId) {
    keys.values().removeIf(key -> key.job.jobId().equals(jobId));
  }
}
