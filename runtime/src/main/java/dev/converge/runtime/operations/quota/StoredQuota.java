package dev.converge.runtime.operations.quota;

import dev.converge.engine.store.StoredBytes;
import dev.converge.engine.store.StoredBytes.Stored;
import dev.converge.runtime.operations.field.OperationException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/// Enforces the storage quotas of tenants and keys. What may still be written is reserved before it
/// starts, for an unfinished job everything that a job may store, and nothing starts that would
/// raise the sum of stored and reserved bytes above a limit. Stored bytes are read from the store
/// each time, so they are right after a crash, an erasure or a removal. Thread-safe.
///
/// A reservation is noted before stored bytes are read, and removed once the data is stored. So
/// something can count twice for a moment: then one too many is refused, but never one too many
/// accepted.
final class StoredQuota {
  /// When to retry if others may end; it is unknown when something is erased or removed.
  private static final Duration WHEN_ONE_ENDS = Duration.ofSeconds(10);

  private static final Duration WHEN_FREED = Duration.ofMinutes(10);

  private static final Executor READING = Thread::startVirtualThread;
  private final long tenantBytes;
  private final long keyBytes;
  private final StoredBytes store;

  StoredQuota(long tenantBytes, long keyBytes, StoredBytes store) {
    this.tenantBytes = tenantBytes;
    this.keyBytes = keyBytes;
    this.store = store;
  }

  /// What is reserved for a tenant and its key, including the new request.
  ///
  /// @param ofTenant including the request
  /// @param ofKey including the request
  /// @param asked requested bytes
  record Promised(String tenant, String key, long ofTenant, long ofKey, long asked) {}

  boolean unlimited() {
    return tenantBytes == Quota.UNLIMITED && keyBytes == Quota.UNLIMITED;
  }

  /// Completes if all reservations fit.
  ///
  /// @return fails with `QUOTA_EXCEEDED` or `UNAVAILABLE`
  CompletableFuture<Void> require(Promised promised) {
    if (unlimited()) {
      return CompletableFuture.completedFuture(null);
    }
    return CompletableFuture.supplyAsync(() -> store.stored(promised.tenant), READING)
        .thenAccept(stored ->
            exceeded(promised, stored)
                .ifPresent(refused -> {
                  throw refused;
                }));
  }

  private Optional<OperationException> exceeded(Promised promised, List<Stored> stored) {
    long ofKey = 0;
    long ofTenant = 0;
    for (Stored one : stored) {
      ofTenant += one.bytes();
      ofKey += one.key().equals(promised.key) ? one.bytes() : 0;
    }
    if (promised.ofKey > keyBytes - ofKey) {
      return Optional.of(
          refusal(
              Accounts.keyWords(promised.key), ofKey, keyBytes, promised.ofKey, promised.asked));
    }
    return promised.ofTenant > tenantBytes - ofTenant
        ? Optional.of(
            refusal(
                Accounts.tenantWords(promised.tenant),
                ofTenant,
                tenantBytes,
                promised.ofTenant,
                promised.asked))
        : Optional.empty();
  }

  private static OperationException refusal(
      String who, long used, long limit, long promised, long asked) {
    long others = promised - asked;
    boolean waiting = asked <= limit - used;
    return OperationException.quota(
        "quota exceeded: "
            + who
            + " stores "
            + used
            + " of "
            + limit
            + " bytes, "
            + (others == 0 ? "" : others + " more are reserved for unfinished jobs, ")
            + "and the request needs up to "
            + asked
            + "; "
            + (waiting
                ? "retry when one of those jobs has ended"
                : "this quota does not reset: erase the content of finished jobs, or let the"
                    + " server erase and delete old jobs (settings retention and keep)"),
        waiting ? WHEN_ONE_ENDS : WHEN_FREED);
  }
}
