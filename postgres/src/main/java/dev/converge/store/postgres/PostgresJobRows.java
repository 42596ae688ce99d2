package dev.converge.store.postgres;

import dev.converge.engine.listing.ProposalStore.Listed;
import dev.converge.engine.listing.ProposalStore.Place;
import dev.converge.engine.listing.ProposalStore.Query;
import dev.converge.engine.listing.ProposalStore.State;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.JobStore.CreateResult;
import dev.converge.engine.store.JobStore.IdempotencyKey;
import dev.converge.engine.store.JobStore.Job;
import dev.converge.store.JobColumns;
import dev.converge.store.ProposalColumns;
import dev.converge.store.postgres.replica.PostgresLimits;
import dev.converge.store.postgres.replica.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// The table of jobs and what belongs to them: idempotency keys, and the proposals that people
/// decide on.
final class PostgresJobRows {
  /// The columns that [JobColumns#read] reads, in its order, without the submission, which comes
  /// first.
  static final String COLUMNS =
      "job.tenant, job.job_id, first.run_id, job.template, job.version, job.template_hash,"
          + " job.correlation_id, job.created_at, first.submitted_by";

  private static final String SELECT =
      "SELECT job.submission, "
          + COLUMNS
          + " FROM job JOIN run AS first ON first.run_no = job.first_run_no ";
  private static final String PROPOSALS =
      "SELECT "
          + ProposalColumns.ALL
          + " FROM proposal JOIN job ON job.job_no ="
          + " proposal.job_no JOIN run ON run.run_no = proposal.run_no WHERE proposal.tenant = ?"
          + " AND proposal.state = '%1$s' AND (?::text IS NULL OR proposal.role = ?)"
          + " AND (?::text IS NULL OR job.template = ?)"
          + " AND (proposal.%2$s, proposal.proposal_no) %3$s (?, ?)"
          + " ORDER BY proposal.%2$s %4$s, proposal.proposal_no %4$s LIMIT ?";
  private static final String OPEN = PROPOSALS.formatted("open", "due", ">", "ASC");
  private static final String DECIDED = PROPOSALS.formatted("decided", "decided_at", "<", "DESC");

  private PostgresJobRows() {}

  static Optional<Job> find(Sql sql, String tenant, String jobId) throws SQLException {
    return sql.first(
        JobColumns::read, SELECT + "WHERE job.job_id = ? AND job.tenant = ?", jobId, tenant);
  }

  static Optional<Job> ofRun(Sql sql, String runId) throws SQLException {
    return sql.first(
        JobColumns::read,
        SELECT + "WHERE job.job_no = (SELECT job_no FROM run WHERE run_id = ?)",
        runId);
  }

  static Optional<Job> numbered(Sql sql, long jobNo) throws SQLException {
    return sql.first(JobColumns::read, SELECT + "WHERE job.job_no = ?", jobNo);
  }

  private record Used(String fingerprint, long jobNo) {}

  private static long expired(long now) {
    return now - JobStore.KEY_RETENTION.toMillis();
  }

  /// What a creation with this key would find; empty if the key is free.
  static Optional<CreateResult> keyed(Sql sql, String tenant, IdempotencyKey key, long now)
      throws SQLException {
    Used used =
        sql.first(
                row -> new Used(row.getString(1), row.getLong(2)),
                "SELECT fingerprint, job_no FROM idempotency_key WHERE tenant = ? AND operation = ?"
                    + " AND key = ? AND created_at > ?",
                tenant,
                key.operation(),
                key.key(),
                expired(now))
            .orElse(null);
    if (used == null) {
      return Optional.empty();
    }
    return numbered(sql, used.jobNo())
        .map(job ->
            used.fingerprint().equals(key.fingerprint())
                ? new CreateResult.SameKey(job)
                : new CreateResult.OtherBody(job));
  }

  /// Deletes expired keys, up to a limit.
  static int purgeKeys(Sql sql, long now) throws SQLException {
    return sql.update(
        "DELETE FROM idempotency_key WHERE (tenant, operation, key) IN (SELECT tenant, operation,"
            + " key FROM idempotency_key WHERE created_at <= ? LIMIT ?)",
        expired(now),
        PostgresLimits.PURGED_KEYS);
  }

  /// A page of proposals.
  static List<Listed> proposals(Sql sql, Query query) throws SQLException {
    boolean decided = query.state() == State.DECIDED;
    long none = decided ? Long.MAX_VALUE : Long.MIN_VALUE;
    Place after = query.after() == null ? new Place(none, none) : query.after();
    return sql.all(
        row -> ProposalColumns.read(row, decided),
        decided ? DECIDED : OPEN,
        query.tenant(),
        query.role(),
        query.role(),
        query.template(),
        query.template(),
        after.at(),
        after.number(),
        query.limit());
  }
}
