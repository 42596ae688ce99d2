package dev.converge.runtime.operations.quota;

import dev.converge.engine.store.StoredBytes.Stored;
import dev.converge.engine.store.UsageStore;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The accounts of all tenants and of their keys. Not thread-safe.
final class Accounts {
  private final TreeMap<String, TreeMap<String, Account>> keys = new TreeMap<>();
  private final TreeMap<String, Account> tenants = new TreeMap<>();
  private final long jobBytes;

  /// @param jobBytes storage limit of a job, or 0 if stored bytes are not counted
  Accounts(long jobBytes) {
    this.jobBytes = jobBytes;
  }

  private Account of(String tenant, LocalDate today) {
    return tenants.computeIfAbsent(tenant, _ -> new Account(today)).on(today);
  }

  private Account of(String tenant, String key, LocalDate today) {
    return keys.computeIfAbsent(tenant, _ -> new TreeMap<>())
        .computeIfAbsent(key, _ -> new Account(today))
        .on(today);
  }

  void add(UsageStore.Used used, long running, LocalDate today) {
    of(used.tenant(), used.key(), today).add(used.day(), running, Amounts.of(used));
    of(used.tenant(), today).add(used.day(), running, Amounts.of(used));
  }

  void addWriting(String tenant, String key, long bytes, LocalDate today) {
    of(tenant, key, today).addWriting(bytes);
    of(tenant, today).addWriting(bytes);
  }

  /// What can still be written.
  ///
  /// @param asked the part of it that was requested last
  StoredQuota.Promised promised(String tenant, String key, long asked, LocalDate today) {
    return new StoredQuota.Promised(
        tenant,
        key,
        of(tenant, today).promised(jobBytes),
        of(tenant, key, today).promised(jobBytes),
        asked);
  }

  /// The limit that more would exceed; empty if there is none.
  Optional<Account.Exceeded> exceeded(
      UsageStore.Used more, long running, Quota ofTenant, Quota ofKey, LocalDate today) {
    Amounts amounts = Amounts.of(more);
    return of(more.tenant(), more.key(), today)
        .exceeded(ofKey, keyWords(more.key()), running, amounts)
        .or(() ->
            of(more.tenant(), today)
                .exceeded(ofTenant, tenantWords(more.tenant()), running, amounts));
  }

  static String tenantWords(String tenant) {
    return "tenant \"" + tenant + "\"";
  }

  static String keyWords(String key) {
    return key.isEmpty() ? "every caller together" : "\"" + key + "\"";
  }

  void forgetIdle(LocalDate today) {
    tenants.values().removeIf(account -> account.idle(today));
    keys.values().forEach(each -> each.values().removeIf(account -> account.idle(today)));
    keys.values().removeIf(TreeMap::isEmpty);
  }

  /// The usage and the stored bytes, by tenant and key.
  ///
  /// @param tenant to show, or `null` for all
  List<UsageReport.Tenant> report(@Nullable String tenant, List<Stored> stored, LocalDate today) {
    TreeMap<String, TreeMap<String, Long>> bytes = new TreeMap<>();
    stored.forEach(one ->
        bytes.computeIfAbsent(one.tenant(), _ -> new TreeMap<>()).put(one.key(), one.bytes()));
    TreeSet<String> names = new TreeSet<>(tenants.keySet());
    names.addAll(bytes.keySet());
    if (tenant != null) {
      names.removeIf(name -> !name.equals(tenant));
    }
    List<UsageReport.Tenant> shown = new ArrayList<>();
    for (String name : names) {
      Map<String, Long> here = bytes.getOrDefault(name, new TreeMap<>());
      Map<String, Account> accounts = keys.getOrDefault(name, new TreeMap<>());
      TreeSet<String> each = new TreeSet<>(accounts.keySet());
      each.addAll(here.keySet());
      shown.add(
          new UsageReport.Tenant(
              name,
              usage(tenants.get(name), here.values().stream().mapToLong(n -> n).sum(), today),
              each.stream()
                  .map(key ->
                      new UsageReport.Key(
                          key, usage(accounts.get(key), here.getOrDefault(key, 0L), today)))
                  .toList()));
    }
    return shown;
  }

  private UsageReport.Usage usage(@Nullable Account account, long bytes, LocalDate today) {
    Account now = account == null ? new Account(today) : account.on(today);
    return now.usage(bytes, now.promised(jobBytes));
  }
}
