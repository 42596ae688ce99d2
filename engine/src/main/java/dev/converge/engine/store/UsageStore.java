package dev.converge.engine.store;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// What tenants and their keys have used, day by day, for quotas. It changes together with events,
/// see [Journal.RunHead#used], so it always is what the events say. Thread-safe.
public interface UsageStore {
  /// Days that are kept before the last one; older ones may be forgotten.
  int KEPT_DAYS = 62;

  /// What one key of a tenant used on one day, or a change of it.
  ///
  /// @param tenant that the key belongs to
  /// @param key name of the authenticated principal; empty without authentication
  /// @param day in UTC
  /// @param jobs that were submitted; a change may be negative
  /// @param tokens of model calls, reserved or used; a change may be negative
  /// @param costMicros money for models in millionths of a US dollar, reserved or spent; a change
  ///   may be negative
  record Used(String tenant, String key, LocalDate day, long jobs, long tokens, long costMicros) {
    /// What takes this back.
    public Used negated() {
      return new Used(tenant, key, day, -jobs, -tokens, -costMicros);
    }
  }

  /// What was used on a day and later, by tenant, key and day, with what is reserved; blocks for
  /// I/O.
  List<Used> since(LocalDate day);

  /// Counts for several servers at once; empty if only one server uses the store.
  default Optional<SharedUsage> shared() {
    return Optional.empty();
  }
}
