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
          "Most unfinished jobs of a tenant,"
              + " at a time. Jobs that wait for a person count. If unset, there is no limit.");
  static final Setting<@Nullable Integer> QUOTAS_TENANT_JOBS_PER_DAY =
      TABLE.add(
          "quotas.tenant_jobs_per_day",
          SettingType.optional(SettingType.integer(0, SettingTable.MANY)),
          "",
          "Most jobs of a tenant," + " submitted in a day (UTC). If unset, there is no limit.");
  static final Setting<@Nullable String> QUOTAS_TENANT_COST_PER_DAY =
      TABLE.add(
          "quotas.tenant_cost_per_day",
          SettingType.optional(SettingType.usd()),
          "",
          "Most money, in US dollars, that jobs of a tenant,"
              + " can spend on models in a day (UTC). An unfinished job counts with its whole"
              + " `max_cost_usd`. If unset, there is no limit.");
  static final Setting<@Nullable Integer> QUOTAS_TENANT_TOKENS_PER_DAY =
      TABLE.add(
          "quotas.tenant_tokens_per_day",
          SettingType.optional(SettingType.integer(0, Integer.MAX_VALUE)),
          "",
          "Most tokens of model calls that jobs of a tenant can use in a day (UTC). An unfinished job"
              + " counts with its whole `max_tokens`. If unset, there is no limit.");
  static final Setting<@Nullable Integer> QUOTAS_TENANT_TOKENS_PER_MONTH =
      TABLE.add(
          "quotas.tenant_tokens_per_month",
          SettingType.optional(SettingType.integer(0, Integer.MAX_VALUE)),
          "",
          "The same for a month (UTC). If unset, there is no limit.");
  static final Setting<@Nullable String> QUOTAS_TENANT_COST_PER_MONTH =
      TABLE.add(
          "quotas.tenant_cost_per_month",
          SettingType.optional(SettingType.usd()),
          "",
          "Most money, in US dollars, that jobs of a tenant can spend on models in a month (UTC). An"
              + " unfinished job counts with its whole `max_cost_usd`. If unset, there is no limit.");
  static final Setting<@Nullable Long> QUOTAS_TENANT_STORED =
      TABLE.add(
          "quotas.tenant_stored",
          SettingType.optional(SettingType.diskBytes(1L << 50)),
          "",
          "Most bytes that the jobs of a tenant and their events take. An unfinished job counts with"
              + " all that `quotas.job_stored` lets it store. If unset, there is no limit.");

  /// What a job may have stored where that is limited for its tenant or its key.
  static final long DEFAULT_JOB_STORED = 4L << 20;

  static final Setting<@Nullable Long> QUOTAS_JOB_STORED =
      TABLE.add(
          "quotas.job_stored",
          SettingType.optional(SettingType.diskBytes(1L << 50)),
          "",
          "Most bytes that a job and the events of its run take; a run that needs more is halted, with the"
              + " limit `max_stored_bytes`. If unset, it is 4MiB, or the smallest of `quotas.tenant_stored` and"
              + " `quotas.key_stored` if that is less; without those two there is no limit.");
  static final Setting<@Nullable Integer> QUOTAS_KEY_RUNNING =
      TABLE.add(
          "quotas.key_running",
          SettingType.optional(SettingType.integer(0, SettingTable.MANY)),
          "",
          "Most unfinished jobs of a key or token, or of all callers together without authentication,"
              + " at a time. Jobs that wait for a person count. If unset, there is no limit.");
  static final Setting<@Nullable Integer> QUOTAS_KEY_JOBS_PER_DAY =
      TABLE.add(
          "quotas.key_jobs_per_day",
          SettingType.optional(SettingType.integer(0, SettingTable.MANY)),
          "",
          "Most jobs of a key or token, or of all callers together without authentication,"
              + " submitted in a day (UTC). If unset, there is no limit.");
  static final Setting<@Nullable String> QUOTAS_KEY_COST_PER_DAY =
      TABLE.add(
          "quotas.key_cost_per_day",
          SettingType.optional(SettingType.usd()),
          "",
          "Most money, in US dollars, that jobs of a key or token, or of all callers together without authentication,"
              + " can spend on models in a day (UTC). An unfinished job counts with its whole"
              + " `max_cost_usd`. If unset, there is no limit.");
  static final Setting<@Nullable Integer> QUOTAS_KEY_TOKENS_PER_DAY =
      TABLE.add(
          "quotas.key_tokens_per_day",
          SettingType.optional(SettingType.integer(0, Integer.MAX_VALUE)),
          "",
          "Most tokens of model calls that jobs of a key or token can use in a day (UTC). An unfinished job"
              + " counts with its whole `max_tokens`. If unset, there is no limit.");
  static final Setting<@Nullable Integer> QUOTAS_KEY_TOKENS_PER_MONTH =
      TABLE.add(
          "quotas.key_tokens_per_month",
          SettingType.optional(SettingType.integer(0, Integer.MAX_VALUE)),
          "",
          "The same for a month (UTC). If unset, there is no limit.");
  static final Setting<@Nullable String> QUOTAS_KEY_COST_PER_MONTH =
      TABLE.add(
          "quotas.key_cost_per_month",
          SettingType.optional(SettingType.usd()),
          "",
          "Most money, in US dollars, that jobs of a key or token can spend on models in a month (UTC). An"
              + " unfinished job counts with its whole `max_cost_usd`. If unset, there is no limit.");
  static final Setting<@Nullable Long> QUOTAS_KEY_STORED =
      TABLE.add(
          "quotas.key_stored",
          SettingType.optional(SettingType.diskBytes(1L << 50)),
          "",
          "The same for the jobs that a key or token submitted, or all callers together without"
              + " authentication. If unset, there is no limit.");

  private QuotaSettings() {}

  /// All of them, in the order of the reference.
  static List<Setting<?>> all() {
    return TABLE.all();
  }
}
