package dev.converge.runtime.operations.quota;

import java.time.Instant;
import java.util.List;

/// Today's and this month's usage of quotas, and the stored bytes.
///
/// @param counted whether there are quotas; without them, nothing is counted
/// @param resetsAt when the day ends
/// @param monthResetsAt when the month ends
/// @param tenantQuota of each tenant
/// @param keyQuota of each key
/// @param tenants by name
public record UsageReport(
    boolean counted,
    Instant resetsAt,
    Instant monthResetsAt,
    Quota tenantQuota,
    Quota keyQuota,
    List<Tenant> tenants) {
  /// Copies the list.
  public UsageReport {
    tenants = List.copyOf(tenants);
  }

  /// What was used or is reserved.
  ///
  /// @param running jobs that are not final
  /// @param today usage since the start of the day
  /// @param month usage since the start of the month
  /// @param storedBytes bytes stored now
  /// @param reservedBytes that unfinished jobs and replays may still store; 0 if stored bytes are
  ///   not limited
  public record Usage(
      long running, Amounts today, Amounts month, long storedBytes, long reservedBytes) {}

  /// A tenant and its keys.
  ///
  /// @param name of the tenant
  /// @param used by all of its keys together
  /// @param keys by name
  public record Tenant(String name, Usage used, List<Key> keys) {
    /// Copies the list.
    public Tenant {
      keys = List.copyOf(keys);
    }
  }

  /// A key of a tenant.
  ///
  /// @param name of the authenticated principal; empty without authentication
  public record Key(String name, Usage used) {}
}
