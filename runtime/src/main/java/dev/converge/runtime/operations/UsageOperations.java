package dev.converge.runtime.operations;

import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.operations.call.Entrance;
import dev.converge.runtime.operations.call.Operation;
import dev.converge.runtime.operations.call.Scope;
import dev.converge.runtime.operations.quota.Quotas;
import dev.converge.runtime.operations.quota.UsageReport;

/// Reports the usage of quotas. Thread-safe.
public final class UsageOperations {
  private final Entrance entrance;
  private final Quotas quotas;

  UsageOperations(Entrance entrance, Quotas quotas) {
    this.entrance = entrance;
    this.quotas = quotas;
  }

  /// Today's usage: of all tenants for an administrator, otherwise of the caller's tenant.
  public UsageReport today(Caller caller) {
    return entrance.call(
        caller,
        Operation.READ_USAGE,
        "",
        () -> quotas.report(caller.permissions().allows(Scope.ADMIN) ? null : caller.tenant()));
  }
}
