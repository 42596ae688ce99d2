package dev.converge.engine.store;

import dev.converge.core.event.Sealed;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How many bytes the jobs of tenants and keys take in a store. Thread-safe.
public interface StoredBytes {
  /// The bytes of the jobs that one key of a tenant submitted, with the events of all their runs,
  /// including replays.
  ///
  /// @param tenant that the jobs belong to
  /// @param key name of the authenticated principal that submitted them; empty without
  ///   authentication, and if it is not known
  record Stored(String tenant, String key, long bytes) {}

  /// The stored bytes by tenant and key, without those that store nothing. Everything that was
  /// acknowledged before is included, and what was erased or removed is not. A store on disk
  /// updates the sums with each write, so the cost does not depend on how much is stored. Blocks
  /// for I/O.
  ///
  /// @param tenant to show, or `null` for all
  List<Stored> stored(@Nullable String tenant);

  /// The bytes of a submitted job.
  static long of(JobStore.Job job) {
    return job.submission().getBytes(StandardCharsets.UTF_8).length;
  }

  /// The bytes of events.
  static long of(List<Sealed> events) {
    long sum = 0;
    for (Sealed event : events) {
      sum += event.json().length;
    }
    return sum;
  }

  /// Adds up the bytes of the same tenant and key.
  static List<Stored> sum(List<Stored> parts) {
    TreeMap<String, TreeMap<String, Long>> sums = new TreeMap<>();
    for (Stored part : parts) {
      sums.computeIfAbsent(part.tenant(), _ -> new TreeMap<>())
          .merge(part.key(), part.bytes(), Long::sum);
    }
    return sums.entrySet().stream()
        .flatMap(tenant ->
            tenant.getValue().entrySet().stream()
                .map(key -> new Stored(tenant.getKey(), key.getKey(), key.getValue())))
        .filter(one -> one.bytes() > 0)
        .toList();
  }
}
