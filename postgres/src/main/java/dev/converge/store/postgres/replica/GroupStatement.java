package dev.converge.store.postgres.replica;

import dev.converge.core.Body;
import dev.converge.core.Pending;
import dev.converge.core.text.EnumWord;
import dev.converge.engine.listing.Excerpt;
import dev.converge.engine.listing.JobNotes;
import dev.converge.engine.listing.ProposalStore;
import dev.converge.engine.store.InputBox;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.JobStore.Run;
import dev.converge.engine.store.Journal.RunHead;
import dev.converge.engine.store.StoredBytes;
import dev.converge.store.EventRow;
import dev.converge.store.RunColumns;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A whole group of writes as one statement, with the fence inside: one round trip, all or none.
/// Every part after the lane's needs the lane's row; what goes in is told apart by run. Used by one
/// thread at a time.
final class GroupStatement {
  /// What went in.
  ///
  /// @param fenced whether nothing was written, because the lane's row is not as expected
  /// @param runs numbers of the runs that were created or moved on
  /// @param owned ids of the runs that are this replica's now because it claimed them
  record Stored(boolean fenced, Set<Long> runs, Set<String> owned) {
    static final Stored NOTHING = new Stored(true, Set.of(), Set.of());
  }

  private static final String LANE =
      "WITH l AS (UPDATE lane SET batch = batch + 1 WHERE lane_no = ? AND epoch = 0 AND batch = ?"
          + " RETURNING replica_no), ";
  private static final String CREATES =
      "u AS (SELECT * FROM unnest(?::bigint[], ?::text[], ?::text[], ?::bigint[], ?::text[],"
          + " ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[],"
          + " ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[]) AS u(job_no, tenant, job_id,"
          + " run_no, run_id, template, version, template_hash, correlation_id, created_at,"
          + " submission, about, metadata, operation, key, fingerprint, used_at, submitted_by)"
          + " WHERE EXISTS (SELECT FROM l)"
          + " AND NOT EXISTS (SELECT FROM job WHERE job.job_id = u.job_id)"
          + " AND NOT EXISTS (SELECT FROM run WHERE run.run_id = u.run_id)), ";
  private static final String KEYS =
      "k AS (INSERT INTO idempotency_key AS used (tenant, operation, key, fingerprint, job_no,"
          + " created_at) SELECT tenant, operation, key, fingerprint, job_no, used_at FROM u"
          + " WHERE key IS NOT NULL ORDER BY tenant, operation, key"
          + " ON CONFLICT (tenant, operation, key) DO UPDATE SET fingerprint ="
          + " excluded.fingerprint, job_no = excluded.job_no, created_at = excluded.created_at"
          + " WHERE used.created_at <= excluded.created_at - "
          + JobStore.KEY_RETENTION.toMillis()
          + " RETURNING used.job_no), ";
  private static final String JOBS =
      "c AS (SELECT * FROM u WHERE key IS NULL OR job_no IN (SELECT job_no FROM k)),"
          + " j AS (INSERT INTO job (job_no, tenant, job_id, first_run_no, template, version,"
          + " template_hash, correlation_id, created_at, submission, about, metadata)"
          + " SELECT job_no, tenant, job_id, run_no, template, version, template_hash,"
          + " correlation_id, created_at, submission, about, metadata FROM c), ";
  // Heads of creates and appends alike: what a run shows after the events.
  private static final String HEADS =
      "h AS (SELECT * FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[],"
          + " ?::bool[], ?::int[], ?::int[], ?::bigint[], ?::text[], ?::text[], ?::bigint[],"
          + " ?::bigint[], ?::bigint[], ?::int[], ?::bigint[], ?::bool[], ?::bigint[]) AS h(run_no,"
          + " expected, last_sequence, status, reason, unfinished, cycles, facts, updated_at, mode,"
          + " detail, running_ms, tokens, cost_micros, pending, wake_at, asked, bytes)), ";
  private static final String RUNS =
      "r AS (INSERT INTO run (run_no, tenant, run_id, job_no, status, reason, unfinished, cycles,"
          + " facts, last_sequence, created_at, updated_at, mode, detail, running_ms, tokens,"
          + " cost_micros, pending, wake_at, submitted_by, owner) SELECT c.run_no, c.tenant, c.run_id,"
          + " c.job_no, h.status, h.reason, h.unfinished, h.cycles, h.facts, h.last_sequence,"
          + " c.created_at, h.updated_at, h.mode, h.detail, h.running_ms, h.tokens, h.cost_micros,"
          + " h.pending, h.wake_at, c.submitted_by, CASE WHEN h.unfinished THEN"
          + " (SELECT replica_no FROM l) END FROM c JOIN h ON h.run_no = c.run_no RETURNING run_no, tenant, job_no,"
          + " submitted_by), ";
  private static final String APPENDS =
      "w AS (UPDATE run SET last_sequence = h.last_sequence, status = h.status, reason = h.reason,"
          + " unfinished = h.unfinished, cycles = h.cycles, facts = h.facts, updated_at ="
          + " h.updated_at, mode = h.mode, detail = h.detail, running_ms = h.running_ms, tokens ="
          + " h.tokens, cost_micros = h.cost_micros, pending = h.pending, wake_at = h.wake_at, owner = CASE WHEN"
          + " h.unfinished THEN (SELECT replica_no FROM l) END FROM h WHERE EXISTS (SELECT FROM l)"
          + " AND (run.owner IS NULL OR run.owner = (SELECT replica_no FROM l)) AND h.expected > 0 AND run.run_no = h.run_no AND run.last_sequence ="
          + " h.expected AND NOT run.erased RETURNING run.run_no, run.tenant, run.job_no,"
          + " run.submitted_by),"
          + " n AS (SELECT * FROM r UNION ALL SELECT * FROM w), ";
  private static final String EVENTS =
      "e AS (INSERT INTO journal (run_no, first_sequence, last_sequence, events) SELECT * FROM"
          + " unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bytea[]) AS e(run_no, a, b, c)"
          + " WHERE (e.run_no IN (SELECT run_no FROM n)) IS TRUE), ";
  private static final String SIZES =
      "s AS (INSERT INTO stored AS kept (lane_no, tenant, key, bytes) SELECT ?, n.tenant,"
          + " n.submitted_by, sum(h.bytes) FROM n JOIN h ON h.run_no = n.run_no GROUP BY n.tenant,"
          + " n.submitted_by ON CONFLICT (lane_no, tenant, key) DO UPDATE SET bytes = kept.bytes +"
          + " excluded.bytes), ";
  private static final String PROPOSALS =
      "o AS (SELECT * FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[],"
          + " ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::text[]) AS o(run_no,"
          + " proposal_id, fact_id, agent, key, gate, role, excerpt, asked_at, due, on_silence)),"
          + " p AS (INSERT INTO proposal (tenant, job_no, run_no, proposal_id, fact_id, agent, key,"
          + " gate, role, excerpt, asked_at, due, on_silence, state) SELECT n.tenant, n.job_no,"
          + " o.run_no, o.proposal_id, o.fact_id, o.agent, o.key, o.gate, o.role, o.excerpt,"
          + " o.asked_at, o.due, o.on_silence, 'open' FROM o JOIN n ON n.run_no = o.run_no ON"
          + " CONFLICT (run_no, proposal_id) DO NOTHING),"
          + " d AS (SELECT * FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::bool[],"
          + " ?::text[], ?::bool[], ?::bigint[]) AS d(run_no, proposal_id, decision, actor,"
          + " asserted, comment, by_deadline, decided_at) WHERE (d.run_no IN (SELECT run_no FROM"
          + " n)) IS TRUE), ";
  private static final String DECISIONS =
      "q AS (UPDATE proposal SET state = 'decided', decision = d.decision, actor = d.actor,"
          + " asserted = d.asserted, comment = d.comment, by_deadline = d.by_deadline, decided_at ="
          + " d.decided_at FROM d WHERE proposal.run_no = d.run_no AND proposal.proposal_id ="
          + " d.proposal_id AND proposal.state = 'open'),"
          + " x AS (UPDATE proposal SET state = 'closed' FROM h WHERE h.asked AND (h.run_no IN"
          + " (SELECT run_no FROM n)) IS TRUE AND proposal.run_no = h.run_no AND proposal.state ="
          + " 'open' AND NOT EXISTS (SELECT FROM d WHERE d.run_no = proposal.run_no AND"
          + " d.proposal_id = proposal.proposal_id) AND (NOT h.unfinished OR NOT EXISTS (SELECT"
          + " FROM o WHERE o.run_no = proposal.run_no AND o.proposal_id = proposal.proposal_id))) ";
  // A run is in a group once, so nothing else changes it here.
  private static final String OWNERS =
      ", z AS (UPDATE run SET owner = CASE WHEN z.mine THEN (SELECT replica_no FROM l) END FROM"
          + " unnest(?::text[], ?::bool[]) AS z(run_id, mine) WHERE EXISTS (SELECT FROM l) AND"
          + " run.run_id = z.run_id AND run.unfinished AND (run.owner = (SELECT replica_no FROM l)"
          + " OR z.mine AND run.owner IS NULL) RETURNING run.run_id, z.mine), ";
  private static final String ANSWERS =
      "i AS (UPDATE inbox SET outcome = i.outcome FROM unnest(?::bigint[], ?::text[], ?::text[])"
          + " AS i(run_no, input_id, outcome) WHERE (i.run_no IN (SELECT run_no FROM n)) IS TRUE AND"
          + " inbox.input_id = i.input_id) ";
  private static final String RESULT =
      "SELECT -1::bigint, NULL::text FROM l UNION ALL SELECT run_no, NULL FROM n UNION ALL SELECT"
          + " 0, run_id FROM z WHERE mine UNION ALL SELECT -1, pg_notify("
          + Notice.CHANNEL
          + ", told)::text FROM l, unnest(?::text[]) AS told";

  static final String SQL =
      LANE + CREATES + KEYS + JOBS + HEADS + RUNS + APPENDS + EVENTS + SIZES + PROPOSALS + DECISIONS
          + OWNERS + ANSWERS + RESULT;

  // The last events of a run that was erased since are others; nobody else could write them.
  private static final String RECALL =
      "SELECT DISTINCT e.run_no FROM unnest(?::bigint[], ?::bigint[], ?::bytea[]) AS e(run_no,"
          + " last_sequence, events) JOIN journal ON journal.run_no = e.run_no AND"
          + " journal.last_sequence = e.last_sequence JOIN run ON run.run_no = e.run_no WHERE"
          + " journal.events = e.events OR run.erased";

  private static final String RECALL_OWNED =
      "SELECT run_id FROM run WHERE run_id = ANY(?) AND unfinished AND owner = (SELECT replica_no"
          + " FROM lane WHERE lane_no = ?)";

  // Where the parameters of each part begin.
  private static final int HEAD = 18;
  private static final int EVENT = HEAD + 18;
  private static final int PROPOSAL = EVENT + 4;
  private static final int DECISION = PROPOSAL + 11;
  private static final int OWNER = DECISION + 8;
  private static final int ANSWER = OWNER + 2;

  private final Arrays arrays = new Arrays(TYPES.size());
  private final Notice moved = new Notice(Notice.EVENTS);
  private final Notice answered = new Notice(Notice.ANSWERS);

  /// The parameters of the parts, one list for each.
  private static final class Arrays {
    private final List<List<@Nullable Object>> columns = new ArrayList<>();

    Arrays(int count) {
      for (int i = 0; i < count; i++) {
        columns.add(new ArrayList<>());
      }
    }

    void add(int from, @Nullable Object... row) {
      for (int i = 0; i < row.length; i++) {
        Object value = row[i];
        columns.get(from + i).add(value instanceof String text ? Sql.storable(text) : value);
      }
    }
  }

  private static final List<String> TYPES =
      List.of(
          ("int8 text text int8 text text text text text int8 text text text text text text int8 text "
                  + "int8 int8 int8 text text bool int4 int4 int8 text text int8 int8 int8 int4 int8 bool int8 "
                  + "int8 int8 int8 bytea "
                  + "int8 text text text text text text text int8 int8 text "
                  + "int8 text text text bool text bool int8 "
                  + "text bool "
                  + "int8 text text")
              .split(" "));

  /// Adds a job that is to be created.
  void add(PostgresWrite.Create create) {
    JobStore.Job job = create.job();
    JobNotes notes = JobNotes.of(job.submission());
    JobStore.IdempotencyKey key = create.key();
    arrays.add(
        0,
        create.jobNo(),
        job.tenant(),
        job.jobId(),
        create.runNo(),
        job.runId(),
        job.template(),
        job.version(),
        job.templateHash(),
        job.correlationId(),
        job.createdAt().toEpochMilli(),
        job.submission(),
        notes.about(),
        metadata(notes),
        key == null ? null : key.operation(),
        key == null ? null : key.key(),
        key == null ? null : key.fingerprint(),
        create.now(),
        job.key());
    Run run = create.first();
    add(create.runNo(), 0, run.sequence(), run.head(), create.rows(), StoredBytes.of(job));
    moved.add(run.runId() + ':' + run.sequence());
  }

  private static @Nullable String metadata(JobNotes notes) {
    return notes.metadata() == null
        ? null
        : notes.metadata().canonical().replace("\\u0000", "\\ufffd");
  }

  /// Adds events of a run.
  void add(long runNo, PostgresWrite.Append append) {
    add(runNo, append.expected(), append.last(), append.head(), append.rows(), 0);
    moved.add(append.runId() + ':' + append.last());
    for (InputBox.Answered answer : append.answers()) {
      arrays.add(ANSWER, runNo, answer.inputId(), answer.outcome());
      answered.add(answer.inputId());
    }
  }

  /// Adds another owner.
  void add(PostgresWrite.Own own) {
    arrays.add(OWNER, own.runId(), own.mine());
  }

  private void add(
      long runNo, long expected, long last, RunHead head, List<EventRow> rows, long more) {
    arrays.add(
        HEAD,
        runNo,
        expected,
        last,
        EnumWord.of(head.status()),
        head.reason(),
        !head.status().isFinal(),
        head.cycles(),
        head.facts(),
        head.updatedAt().toEpochMilli(),
        head.progress().mode(),
        head.progress().detail(),
        head.progress().running().toMillis(),
        head.progress().tokens(),
        head.progress().costMicros(),
        head.progress().pending(),
        RunColumns.wakeAt(head),
        head.held().asked(),
        more + PostgresWrite.bytes(rows));
    for (EventRow row : rows) {
      arrays.add(EVENT, runNo, row.first(), row.last(), row.bytes());
    }
    for (Pending pending : head.held().open()) {
      open(runNo, pending, head.updatedAt());
    }
    for (Body.ApprovalDecided decided : head.held().decided()) {
      arrays.add(
          DECISION,
          runNo,
          decided.proposalId(),
          EnumWord.of(decided.decision()),
          decided.actor(),
          decided.asserted(),
          decided.comment(),
          decided.byDeadline(),
          head.updatedAt().toEpochMilli());
    }
  }

  private void open(long runNo, Pending pending, Instant now) {
    Instant expires = pending.expiresAt();
    arrays.add(
        PROPOSAL,
        runNo,
        pending.proposalId(),
        pending.factId(),
        pending.agent(),
        pending.proposal().key(),
        pending.gate(),
        pending.role(),
        Excerpt.of(pending.proposal().content(), ProposalStore.MAX_EXCERPT),
        now.toEpochMilli(),
        expires == null ? Long.MAX_VALUE : expires.toEpochMilli(),
        EnumWord.of(pending.onSilence()));
  }

  /// Runs it: all or none.
  ///
  /// @param others whether other replicas are told which runs moved on
  Stored run(Sql sql, long laneNo, long batch, boolean others) throws SQLException {
    try (PreparedStatement statement = sql.connection().prepareStatement(SQL)) {
      statement.setLong(1, laneNo);
      statement.setLong(2, batch);
      statement.setLong(3 + PROPOSAL, laneNo);
      for (int i = 0; i < TYPES.size(); i++) {
        // The number of the lane stands between the events and the proposals.
        statement.setArray(i < PROPOSAL ? 3 + i : 4 + i, array(sql, i));
      }
      statement.setArray(
          4 + TYPES.size(), sql.connection().createArrayOf("text", notices(others).toArray()));
      boolean fenced = true;
      Set<Long> runs = new HashSet<>();
      Set<String> owned = new HashSet<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          long number = rows.getLong(1);
          if (number < 0) {
            fenced = false;
          } else if (number == 0) {
            owned.add(rows.getString(2));
          } else {
            runs.add(number);
          }
        }
      }
      return new Stored(fenced, runs, owned);
    }
  }

  private List<String> notices(boolean others) {
    List<String> all = new ArrayList<>();
    if (others) {
      all.addAll(moved.texts());
    }
    all.addAll(answered.texts());
    return all;
  }

  /// What went in, asked after the group was stored and its answer was lost.
  Stored recall(Sql sql, long laneNo) throws SQLException {
    Set<Long> runs =
        Set.copyOf(
            sql.all(
                row -> row.getLong(1),
                RECALL,
                array(sql, EVENT),
                array(sql, EVENT + 2),
                array(sql, EVENT + 3)));
    Set<String> owned =
        Set.copyOf(sql.all(row -> row.getString(1), RECALL_OWNED, array(sql, OWNER), laneNo));
    return new Stored(false, runs, owned);
  }

  private Array array(Sql sql, int column) throws SQLException {
    List<@Nullable Object> values = arrays.columns.get(column);
    return sql.connection()
        .createArrayOf(
            TYPES.get(column),
            TYPES.get(column).equals("bytea") ? values.toArray(byte[][]::new) : values.toArray());
  }
}
