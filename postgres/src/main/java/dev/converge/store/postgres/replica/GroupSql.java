package dev.converge.store.postgres.replica;

import dev.converge.engine.store.JobStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The text of the statement that stores a group of writes. It has only the parts that the group
/// needs, because the database prepares each part that writes for every execution, also if it has
/// no rows. There are few shapes, so that each is planned once for a connection.
///
/// @param creates whether jobs are created
/// @param keys whether some of them have an idempotency key
/// @param appends whether runs move on
/// @param uses whether more or less of quotas is used
/// @param asks whether there is anything about proposals, owners or inputs
/// @param owning whether this replica owns what it writes to
record GroupSql(
    boolean creates, boolean keys, boolean appends, boolean uses, boolean asks, boolean owning) {
  private static final Map<GroupSql, String> TEXTS = new ConcurrentHashMap<>();

  private static final String LANE =
      "WITH l AS (UPDATE lane SET batch = batch + 1 WHERE lane_no = ? AND epoch = 0 AND batch = ?"
          + " RETURNING replica_no), ";
  private static final String CREATES =
      "u AS (SELECT * FROM "
          + GroupColumns.CREATES.table("u")
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
          + " RETURNING used.job_no),"
          + " c AS (SELECT * FROM u WHERE key IS NULL OR job_no IN (SELECT job_no FROM k)), ";
  private static final String WITHOUT_KEYS = "c AS (SELECT * FROM u), ";
  private static final String JOBS =
      "j AS (INSERT INTO job (job_no, tenant, job_id, first_run_no, template, version,"
          + " template_hash, correlation_id, created_at, submission, about, metadata)"
          + " SELECT job_no, tenant, job_id, run_no, template, version, template_hash,"
          + " correlation_id, created_at, submission, about, metadata FROM c), ";
  private static final String OWNER = "CASE WHEN %s.unfinished THEN (SELECT replica_no FROM l) END";
  private static final String RUNS =
      "r AS (INSERT INTO run (run_no, tenant, run_id, job_no, status, reason, unfinished, cycles,"
          + " facts, last_sequence, created_at, updated_at, mode, detail, running_ms, tokens,"
          + " cost_micros, pending, wake_at, submitted_by, owner) SELECT run_no, tenant, run_id,"
          + " job_no, status, reason, unfinished, cycles, facts, last_sequence, created_at,"
          + " updated_at, mode, detail, running_ms, tokens, cost_micros, pending, wake_at,"
          + " submitted_by, %s FROM c), ";
  private static final String APPENDS =
      "h AS (SELECT * FROM "
          + GroupColumns.APPENDS.table("h")
          + "), w AS (UPDATE run SET last_sequence = h.last_sequence, status = h.status, reason ="
          + " h.reason, unfinished = h.unfinished, cycles = h.cycles, facts = h.facts, updated_at ="
          + " h.updated_at, mode = h.mode, detail = h.detail, running_ms = h.running_ms, tokens ="
          + " h.tokens, cost_micros = h.cost_micros, pending = h.pending, wake_at = h.wake_at,"
          + " owner = %s FROM h WHERE EXISTS (SELECT FROM l) AND (run.owner IS NULL OR run.owner ="
          + " (SELECT replica_no FROM l)) AND run.run_no = h.run_no AND run.last_sequence ="
          + " h.expected AND NOT run.erased RETURNING run.run_no, run.tenant, run.job_no,"
          + " run.submitted_by, h.bytes), ";
  // What went in: all of `c`, or the statement fails.
  private static final String CREATED = "SELECT run_no, tenant, job_no, submitted_by, bytes FROM c";
  private static final String MOVED = "SELECT * FROM w";
  private static final String EVENTS =
      "e AS (INSERT INTO journal (run_no, first_sequence, last_sequence, events) SELECT * FROM "
          + GroupColumns.EVENTS.table("e")
          + " WHERE (e.run_no IN (SELECT run_no FROM n)) IS TRUE), ";
  private static final String SIZES =
      "s AS (INSERT INTO stored AS kept (lane_no, tenant, key, bytes) SELECT ?, tenant,"
          + " submitted_by, sum(bytes) FROM n GROUP BY tenant, submitted_by ON CONFLICT (lane_no,"
          + " tenant, key) DO UPDATE SET bytes = kept.bytes + excluded.bytes) ";
  private static final String USES =
      ", b AS ("
          + UsageRows.ADD.formatted(
              "SELECT tenant, key, day, sum(jobs), sum(tokens), sum(cost_micros) FROM "
                  + GroupColumns.USES.table("b")
                  + " WHERE (b.run_no IN (SELECT run_no FROM n)) IS TRUE GROUP BY tenant, key, day"
                  + " ORDER BY tenant, key, day")
          + ") ";
  private static final String PROPOSALS =
      ", o AS (SELECT * FROM "
          + GroupColumns.PROPOSALS.table("o")
          + "), p AS (INSERT INTO proposal (tenant, job_no, run_no, proposal_id, fact_id, agent,"
          + " key, gate, role, excerpt, asked_at, due, on_silence, state) SELECT n.tenant, n.job_no,"
          + " o.run_no, o.proposal_id, o.fact_id, o.agent, o.key, o.gate, o.role, o.excerpt,"
          + " o.asked_at, o.due, o.on_silence, 'open' FROM o JOIN n ON n.run_no = o.run_no ON"
          + " CONFLICT (run_no, proposal_id) DO NOTHING), d AS (SELECT * FROM "
          + GroupColumns.DECISIONS.table("d")
          + " WHERE (d.run_no IN (SELECT run_no FROM n)) IS TRUE), ";
  private static final String DECISIONS =
      "q AS (UPDATE proposal SET state = 'decided', decision = d.decision, actor = d.actor,"
          + " asserted = d.asserted, comment = d.comment, by_deadline = d.by_deadline, decided_at ="
          + " d.decided_at FROM d WHERE proposal.run_no = d.run_no AND proposal.proposal_id ="
          + " d.proposal_id AND proposal.state = 'open'),"
          + " x AS (UPDATE proposal SET state = 'closed' FROM h WHERE h.asked AND (h.run_no IN"
          + " (SELECT run_no FROM n)) IS TRUE AND proposal.run_no = h.run_no AND proposal.state ="
          + " 'open' AND NOT EXISTS (SELECT FROM d WHERE d.run_no = proposal.run_no AND"
          + " d.proposal_id = proposal.proposal_id) AND (NOT h.unfinished OR NOT EXISTS (SELECT"
          + " FROM o WHERE o.run_no = proposal.run_no AND o.proposal_id = proposal.proposal_id))), ";
  // A run is in a group once, so nothing else changes it here.
  private static final String OWNERS =
      "z AS (UPDATE run SET owner = CASE WHEN z.mine THEN (SELECT replica_no FROM l) END FROM "
          + GroupColumns.OWNERS.table("z")
          + " WHERE EXISTS (SELECT FROM l) AND run.run_id = z.run_id AND run.unfinished AND"
          + " (run.owner = (SELECT replica_no FROM l) OR z.mine AND run.owner IS NULL) RETURNING"
          + " run.run_id, z.mine), ";
  private static final String ANSWERS =
      "i AS (UPDATE inbox SET outcome = i.outcome FROM "
          + GroupColumns.ANSWERS.table("i")
          + " WHERE (i.run_no IN (SELECT run_no FROM n)) IS TRUE AND inbox.input_id = i.input_id) ";
  private static final String RESULT =
      "SELECT -1::bigint, NULL::text FROM l UNION ALL SELECT run_no, NULL FROM n UNION ALL SELECT"
          + " -1, pg_notify("
          + Notice.CHANNEL
          + ", told)::text FROM l, unnest(?::text[]) AS told";
  private static final String OWNED = " UNION ALL SELECT 0, run_id FROM z WHERE mine";

  /// Completes the shape: what is asked about stands beside the runs that move on, and there is
  /// always something that could go in.
  GroupSql {
    appends |= asks || !creates;
  }

  /// The text, whose parameters come in the order of the parts.
  String text() {
    return TEXTS.computeIfAbsent(this, GroupSql::written);
  }

  private String written() {
    StringBuilder text = new StringBuilder(LANE);
    if (creates) {
      text.append(CREATES).append(keys ? KEYS : WITHOUT_KEYS).append(JOBS);
      text.append(RUNS.formatted(owner("c")));
    }
    if (appends) {
      text.append(APPENDS.formatted(owner("h")));
    }
    text.append("n AS (").append(creates ? CREATED : "");
    text.append(creates && appends ? " UNION ALL " : "").append(appends ? MOVED : "").append("), ");
    text.append(EVENTS).append(SIZES);
    text.append(uses ? USES : "");
    if (asks) {
      text.append(PROPOSALS).append(DECISIONS).append(OWNERS).append(ANSWERS);
    }
    return text.append(RESULT).append(asks ? OWNED : "").toString();
  }

  /// Replicas that drive no runs leave a run that they write to without an owner.
  private String owner(String row) {
    return owning ? OWNER.formatted(row) : "NULL::bigint";
  }
}
