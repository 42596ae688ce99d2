package dev.converge.runtime.operations.quota;

import dev.converge.engine.store.StoredBytes;
import dev.converge.engine.store.StoredBytes.Stored;
import dev.converge.runtime.operations.field.OperationException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/// Holds tenants and keys to what they may store. Nothing is begun that would take what is stored,
/// together with it, above a limit. What is stored is asked of the store each time, so it is right
/// after a crash, an erasure or a removal. Thread-safe.
///
/// A claim stands for a job from before what is stored is read until the job is stored itself, so
/// of two that arrive together the later one sees the earlier one. For a moment it can see it
/// twice: then one too many is refused, and never one too many accepted.
final class StoredQuota {
  /// What a run needs at least that is begun for a job that is stored.
  static final long SOMETHING = 1;

  /// When to try again: nothing says when something is erased or removed.
  private static final Duration WHEN_FREED = Duration.ofMinutes(10);

  private static final Executor READING = Thread::startVirtualThread;
  private final long tenantBytes;
  private final long keyBytes;
  private final StoredBytes store;
  private final Set<Claim> claims = new HashSet<>();

  StoredQuota(long tenantBytes, long keyBytes, StoredBytes store) {
    this.tenantBytes = tenantBytes;
    this.keyBytes = keyBytes;
    this.store = store;
  }

  /// Room for something that is not stored yet. Each is another one.
  static final class Claim {
    private final String tenant;
    private final String key;
    private final long bytes;

    private Claim(String tenant, String key, long bytes) {
      this.tenant = tenant;
      this.key = key;
      this.bytes = bytes;
    }
  }

  boolean unlimited() {
    return tenantBytes == Quota.UNLIMITED && keyBytes == Quota.UNLIMITED;
  }

  /// Claims room until the claim is released.
  ///
  /// @return fails with `QUOTA_EXCEEDED` or `UNAVAILABLE`
  CompletableFuture<Claim> claim(String tenant, String key, long bytes) {
    Claim claim = new Claim(tenant, key, bytes);
    if (unlimited()) {
      return CompletableFuture.completedFuture(claim);
    }
    List<Claim> before;
    synchronized (claims) {
      before = List.copyOf(claims);
      claims.add(claim);
    }
    return CompletableFuture.supplyAsync(() -> store.stored(tenant), READING)
        .thenApply(stored -> {
          exceeded(claim, before, stored)
              .ifPresent(words -> {
                throw OperationException.quota(words, WHEN_FREED);
              });
          return claim;
        })
        .whenComplete((_, failure) -> {
          if (failure != null) {
            release(claim);
          }
        });
  }

  void release(Claim claim) {
    synchronized (claims) {
      claims.remove(claim);
    }
  }

  private Optional<String> exceeded(Claim claim, List<Claim> before, List<Stored> stored) {
    long ofKey = 0;
    long ofTenant = 0;
    for (Stored one : stored) {
      ofTenant += one.bytes();
      ofKey += one.key().equals(claim.key) ? one.bytes() : 0;
    }
    for (Claim other : before) {
      if (other.tenant.equals(claim.tenant)) {
        ofTenant += other.bytes;
        ofKey += other.key.equals(claim.key) ? other.bytes : 0;
      }
    }
    if (claim.bytes > keyBytes - ofKey) {
      return Optional.of(words(Accounts.keyWords(claim.key), ofKey, keyBytes, claim.bytes));
    }
    return claim.bytes > tenantBytes - ofTenant
        ? Optional.of(words(Accounts.tenantWords(claim.tenant), ofTenant, tenantBytes, claim.bytes))
        : Optional.empty();
  }

  private static String words(String who, long used, long limit, long more) {
    return "quota exceeded: "
        + who
        + " stores "
        + used
        + " of "
        + limit
        + " bytes, and the request needs "
        + more
        + " more; that does not reset with time: erase the content of finished jobs, or have the"
        + " server erase and remove old jobs (settings retention and keep)";
  }
}
