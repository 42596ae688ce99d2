package dev.converge.cli.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Settings of what tenants and keys can use: `quotas`.
final class QuotaSettings {
  private static final SettingTable TABLE = new SettingTable();

  static final Setting<@Nullable Integer> QUOTAS_TENANT_RUNNING =
      TABLE.add(
          "quotas.tenant_running",
          SettingType.optional(SettingType.integer(0, SettingTable.MANY)),
          "",
          "Maximum unfinished jobs of a tenant at a time. Jobs that wait for a person count."
              + " Unlimited if unset.");
  static final Setting<@Nullable Integer> QUOTAS_TENANT_JOBS_PER_DAY =
      TABLE.add(
          "quotas.tenant_jobs_per_day",
          SettingType.optional(SettingType.integer(0, SettingTable.MANY)),
          "",
          "Maximum jobs of a tenant submitted per day (UTC). Unlimited if unset.");
  static final Setting<@Nullable String> QUOTAS_TENANT_COST_PER_DAY =
      TABLE.add(
          "quotas.tenant_cost_per_day",
          SettingType.optional(SettingType.usd()),
          "",
          "Maximum cost of models per day (UTC), in US dollars, for the jobs of a tenant. An"
              + " unfinished job counts with its full `max_cost_usd`. Unlimited if unset.");
  static final Setting<@Nullable Integer> QUOTAS_TENANT_TOKENS_PER_DAY =
      TABLE.add(
          "quotas.tenant_tokens_per_day",
          SettingType.optional(SettingType.integer(0, Integer.MAX_VALUE)),
          "",
          "Maximum tokens of model calls per day (UTC) for the jobs of a tenant. An unfinished job"
              + " counts with its full `max_tokens`. Unlimited if unset.");
  static final Setting<@Nullable Integer> QUOTAS_TENANT_TOKENS_PER_MONTH =
      TABLE.add(
          "quotas.tenant_tokens_per_month",
          SettingType.optional(SettingType.integer(0, Integer.MAX_VALUE)),
          "",
          "The same per month (UTC). Unlimited if unset.");
  static final Setting<@Nullable String> QUOTAS_TENANT_COST_PER_MONTH =
      TABLE.add(
          "quotas.tenant_cost_per_month",
          SettingType.optional(SettingType.usd()),
          "",
          "Maximum cost of models per month (UTC), in US dollars, for the jobs of a tenant. An"
              + " unfinished job counts with its full `max_cost_usd`. Unlimited if unset.");
  static final Setting<@Nullable Long> QUOTAS_TENANT_STORED =
      TABLE.add(
          "quotas.tenant_stored",
          SettingType.optional(SettingType.diskBytes(1L << 50)),
          "",
          "Maximum storage for the jobs of a tenant and their events, in bytes. An unfinished job"
              + " counts with all the storage that `quotas.job_stored` allows it. Unlimited if"
              + " unset.");

  /// The storage limit of a job, if its tenant or its key has one.
  static final long DEFAULT_JOB_STORED = 4L << 20;

  static final Setting<@Nullable Long> QUOTAS_JOB_STORED =
      TABLE.add(
          "quotas.job_stored",
          SettingType.optional(SettingType.diskBytes(1L << 50)),
          "",
          "Maximum storage for a job and the events of its run, in bytes. A run that needs more is"
              + " halted with the limit `max_stored_bytes`. If unset, the limit is 4MiB, or"
              + " `quotas.tenant_stored` or `quotas.key_stored` if one of them is less. If those"
              + " two are unset as well, it is unlimited.");
  static final Setting<@Nullable Integer> QUOTAS_KEY_RUNNING =
      TABLE.add(
          "quotas.key_running",
          SettingType.optional(SettingType.integer(0, SettingTable.MANY)),
          "",
          "Maximum unfinished jobs at a time of a key or token, or of all callers together if"
              + " authentication is off. Jobs that wait for a person count. Unlimited if unset.");
  static final Setting<@Nullable Integer> QUOTAS_KEY_JOBS_PER_DAY =
      TABLE.add(
          "quotas.key_jobs_per_day",
          SettingType.optional(SettingType.integer(0, SettingTable.MANY)),
          "",
          "Maximum jobs submitted per day (UTC) with a key or token, or by all callers together if"
              + " authentication is off. Unlimited if unset.");
  static final Setting<@Nullable String> QUOTAS_KEY_COST_PER_DAY =
      TABLE.add(
          "quotas.key_cost_per_day",
          SettingType.optional(SettingType.usd()),
          "",
          "Maximum cost of models per day (UTC), in US dollars, for the jobs of a key or token, or"
              + " of all callers together if authentication is off. An unfinished job counts with"
              + " its full `max_cost_usd`. Unlimited if unset.");
  static final Setting<@Nullable Integer> QUOTAS_KEY_TOKENS_PER_DAY =
      TABLE.add(
          "quotas.key_tokens_per_day",
          SettingType.optional(SettingType.integer(0, Integer.MAX_VALUE)),
          "",
          "Maximum tokens of model calls per day (UTC) for the jobs of a key or token. An"
              + " unfinished job counts with its full `max_tokens`. Unlimited if unset.");
  static final Setting<@Nullable Integer> QUOTAS_KEY_TOKENS_PER_MONTH =
      TABLE.add(
          "quotas.key_tokens_per_month",
          SettingType.optional(SettingType.integer(0, Integer.MAX_VALUE)),
          "",
          "The same per month (UTC). Unlimited if unset.");
  static final Setting<@Nullable String> QUOTAS_KEY_COST_PER_MONTH =
      TABLE.add(
          "quotas.key_cost_per_month",
          SettingType.optional(SettingType.usd()),
          "",
          "Maximum cost of models per month (UTC), in US dollars, for the jobs of a key or token."
              + " An unfinished job counts with its full `max_cost_usd`. Unlimited if unset.");
  static final Setting<@Nullable Long> QUOTAS_KEY_STORED =
      TABLE.add(
          "quotas.key_stored",
          SettingType.optional(SettingType.diskBytes(1L << 50)),
          "",
          "Maximum storage for the jobs of a key or token, or of all callers together if"
              + " authentication is off, and their events, in bytes. An unfinished job counts with"
              + " all the storage that `quotas.job_stored` allows it. Unlimited if unset.");

  private QuotaSettings() {}

  /// All of them, in the order of the reference.
  static List<Setting<?>> all() {
    return TABLE.all();
  }
}
