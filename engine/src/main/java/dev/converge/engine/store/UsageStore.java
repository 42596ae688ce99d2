package dev.converge.engine.store;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// The usage of tenants and their keys by day, for quotas. It changes together with events, see
/// [Journal.RunHead#used], so it always agrees with them. Thread-safe.
public interface UsageStore {
  /// Number of days that are kept before the last one. Older ones can be deleted.
  int KEPT_DAYS = 62;

  /// The usage of one key of a tenant on one day, or a change of it.
  ///
  /// @param tenant that the key belongs to
  /// @param key name of the authenticated principal; empty without authentication
  /// @param day in UTC
  /// @param jobs submitted jobs; a change can be negative
  /// @param tokens of model calls, reserved or used; a change can be negative
  /// @param costMicros cost of models in millionths of a US dollar, reserved or spent; a change can
  ///   be negative
  record Used(String tenant, String key, LocalDate day, long jobs, long tokens, long costMicros) {
    /// The change that reverts this one.
    public Used negated() {
      return new Used(tenant, key, day, -jobs, -tokens, -costMicros);
    }
  }

  /// The usage from a day on, by tenant, key and day, including reservations. Blocks for I/O.
  List<Used> since(LocalDate day);

  /// Counts for several servers together; empty if only one server uses the store.
  default Optional<SharedUsage> shared() {
    return Optional.empty();
  }
}
