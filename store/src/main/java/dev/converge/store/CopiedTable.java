package dev.converge.store;

import java.util.List;

/// A table in a copy: the columns that both kinds of database have, in order. The tenant of a row
/// and the numbers that connect rows are passed separately.
///
/// @param columns by name
public record CopiedTable(List<String> columns) {
  /// Jobs.
  public static final CopiedTable JOB =
      of(
          "job_id template version template_hash correlation_id created_at submission about metadata"
              + " erased_at erased_because");

  /// Runs.
  public static final CopiedTable RUN =
      of(
          "run_id submitted_by replay_of status reason unfinished cycles facts last_sequence"
              + " created_at updated_at mode detail running_ms tokens cost_micros pending wake_at");

  /// Proposals.
  public static final CopiedTable PROPOSAL =
      of(
          "proposal_id fact_id agent key gate role excerpt asked_at due on_silence state decision"
              + " actor asserted comment by_deadline decided_at");

  /// Idempotency keys.
  public static final CopiedTable KEY = of("operation key fingerprint created_at");

  /// Templates.
  public static final CopiedTable TEMPLATE = of("name version hash installed_at spec wiring");

  /// The usage that quotas count.
  public static final CopiedTable USAGE = of("key day jobs tokens cost_micros");

  /// The administrative log, which belongs to no tenant.
  public static final CopiedTable ADMIN_LOG = of("sequence line");

  /// Webhooks, without the server that currently sends for each.
  public static final CopiedTable WEBHOOK =
      of("id job_id url tells secret description created_by created_at ended_at ended_because");

  /// How far webhooks have delivered the events of runs, and undeliverable events. These rows have
  /// no tenant of their own.
  public static final CopiedTable WEBHOOK_CURSOR =
      of(
          "webhook_id run_id letter sequence stored attempts failing_since not_before dead"
              + " error");

  private static CopiedTable of(String columns) {
    return new CopiedTable(List.of(columns.split(" ")));
  }

  /// Copies the list.
  public CopiedTable {
    columns = List.copyOf(columns);
  }

  /// The value of a column in a row of this table.
  public Object value(CopiedRow row, String column) {
    return java.util.Objects.requireNonNull(row.values().get(columns.indexOf(column)), column);
  }
}
