package dev.converge.store.sqlite;

import dev.converge.engine.listing.JobNotes;
import dev.converge.engine.store.Erasure;
import dev.converge.engine.store.JobStore.Job;
import dev.converge.store.JobColumns;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table of jobs.
final class JobRows {
  /// The columns that [JobColumns#read] reads, in its order, without the submission, which comes
  /// first.
  static final String COLUMNS =
      "tenant.name, job.job_id, first.run_id, job.template, job.version, job.template_hash,"
          + " job.correlation_id, job.created_at, first.key";

  static final String JOINED =
      " JOIN run AS first ON first.run_no = job.first_run_no JOIN tenant ON tenant.tenant_no ="
          + " job.tenant_no";

  private static final String SELECT = "SELECT job.submission, " + COLUMNS + " FROM job" + JOINED;
  private static final String BY_ID = SELECT + " WHERE job.job_id = ? AND tenant.name = ?";
  private static final String BY_NUMBER = SELECT + " WHERE job.job_no = ?";
  private static final String OF_RUN =
      SELECT + " WHERE job.job_no = (SELECT job_no FROM run WHERE run_id = ?)";
  private static final String PLACE =
      "SELECT job.job_no, job.tenant_no, first.key FROM job"
          + " JOIN run AS first ON first.run_no = job.first_run_no WHERE job.job_id = ?";
  private static final String INSERT =
      "INSERT INTO job (job_no, tenant_no, job_id, first_run_no, template, version, template_hash,"
          + " correlation_id, created_at, submission, about, metadata)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private static final String ERASE =
      "UPDATE job SET submission = ?, correlation_id = NULL, about = NULL, metadata = NULL,"
          + " erased_at = ? WHERE job_no = ?";

  private JobRows() {}

  /// A job and its tenant.
  record Place(long jobNo, StoredSums.Payer payer) {}

  static Optional<Job> find(Statements statements, String tenant, String jobId)
      throws SQLException {
    return one(statements.of(BY_ID).with(jobId).with(tenant));
  }

  static Optional<Job> ofRun(Statements statements, String runId) throws SQLException {
    return one(statements.of(OF_RUN).with(runId));
  }

  static Optional<Job> numbered(Statements statements, long jobNo) throws SQLException {
    return one(statements.of(BY_NUMBER).with(jobNo));
  }

  private static Optional<Job> one(BoundStatement query) throws SQLException {
    try (ResultSet rows = query.query()) {
      return rows.next() ? Optional.of(JobColumns.read(rows)) : Optional.empty();
    }
  }

  static @Nullable Place place(Statements statements, String jobId) throws SQLException {
    try (ResultSet rows = statements.of(PLACE).with(jobId).query()) {
      return rows.next()
          ? new Place(rows.getLong(1), new StoredSums.Payer(rows.getLong(2), rows.getString(3)))
          : null;
    }
  }

  static void insert(WriteSession session, Place place, long firstRunNo, Job job, JobNotes notes)
      throws SQLException {
    session.stored().add(place.payer(), octets(job.submission()));
    session
        .statements()
        .of(INSERT)
        .with(place.jobNo())
        .with(place.payer().tenantNo())
        .with(job.jobId())
        .with(firstRunNo)
        .with(job.template())
        .with(job.version())
        .with(job.templateHash())
        .with(job.correlationId())
        .with(job.createdAt().toEpochMilli())
        .with(job.submission())
        .with(notes.about())
        .with(notes.metadata() == null ? null : notes.metadata().canonical())
        .update();
  }

  /// The length of a text as the database counts it.
  private static int octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /// Replaces what the client sent, the submission and the correlation id, with the erasure.
  static void erase(Statements statements, Place place, Erasure erasure) throws SQLException {
    statements
        .of(ERASE)
        .with(erasure.submission())
        .with(erasure.at().toEpochMilli())
        .with(place.jobNo())
        .update();
  }
}
