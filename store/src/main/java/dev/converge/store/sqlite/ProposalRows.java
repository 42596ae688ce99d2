package dev.converge.store.sqlite;

import dev.converge.core.Body;
import dev.converge.core.Pending;
import dev.converge.core.text.EnumWord;
import dev.converge.engine.listing.Excerpt;
import dev.converge.engine.listing.ProposalStore;
import dev.converge.engine.listing.ProposalStore.Listed;
import dev.converge.engine.listing.ProposalStore.Place;
import dev.converge.engine.listing.ProposalStore.Query;
import dev.converge.engine.listing.ProposalStore.State;
import dev.converge.engine.store.Journal.RunHead;
import dev.converge.store.ProposalColumns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The table of proposals that people decide on.
final class ProposalRows {
  private static final String INSERT =
      "INSERT INTO proposal (tenant_no, job_no, run_no, proposal_id, fact_id, agent, key, gate,"
          + " role, excerpt, asked_at, due, on_silence, state) SELECT tenant_no, job_no, run_no, ?,"
          + " ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open' FROM run WHERE run_no = ?"
          + " ON CONFLICT (run_no, proposal_id) DO NOTHING";
  private static final String DECIDE =
      "UPDATE proposal SET state = 'decided', decision = ?, actor = ?, asserted = ?, comment = ?,"
          + " by_deadline = ?, decided_at = ? WHERE run_no = ? AND proposal_id = ? AND state ="
          + " 'open'";
  private static final String STILL_OPEN =
      "SELECT proposal_id FROM proposal WHERE run_no = ? AND state = 'open'";
  private static final String CLOSE =
      "UPDATE proposal SET state = 'closed' WHERE run_no = ? AND proposal_id = ?";
  private static final String FORGET = "DELETE FROM proposal WHERE job_no = ?";

  private static final String SELECT =
      "SELECT "
          + ProposalColumns.ALL
          + " FROM proposal INDEXED BY %s CROSS JOIN job ON"
          + " job.job_no = proposal.job_no CROSS JOIN run ON run.run_no = proposal.run_no WHERE"
          + " proposal.tenant_no = (SELECT tenant_no FROM tenant WHERE name = ?1)"
          + " AND proposal.state = '%s' AND (?2 IS NULL OR proposal.role = ?2)"
          + " AND (?3 IS NULL OR job.template = ?3)"
          + " AND (proposal.%3$s, proposal.proposal_no) %4$s (?4, ?5)"
          + " ORDER BY proposal.%3$s %5$s, proposal.proposal_no %5$s LIMIT ?6";
  static final String OPEN = SELECT.formatted("proposal_open", "open", "due", ">", "ASC");
  static final String DECIDED =
      SELECT.formatted("proposal_decided", "decided", "decided_at", "<", "DESC");

  private ProposalRows() {}

  /// Records the outcome of a run's proposals.
  static void keep(Statements statements, long runNo, RunHead head) throws SQLException {
    for (Pending pending : head.held().open()) {
      insert(statements, runNo, pending, head.updatedAt());
    }
    for (Body.ApprovalDecided decided : head.held().decided()) {
      statements
          .of(DECIDE)
          .with(EnumWord.of(decided.decision()))
          .with(decided.actor())
          .with(decided.asserted() ? 1 : 0)
          .with(decided.comment())
          .with(decided.byDeadline() ? 1 : 0)
          .with(head.updatedAt().toEpochMilli())
          .with(runNo)
          .with(decided.proposalId())
          .update();
    }
    close(statements, runNo, head);
  }

  /// Closes proposals that are open here but no longer open in the run.
  private static void close(Statements statements, long runNo, RunHead head) throws SQLException {
    List<String> open = head.held().open().stream().map(Pending::proposalId).toList();
    List<String> gone = new ArrayList<>();
    try (ResultSet rows = statements.of(STILL_OPEN).with(runNo).query()) {
      while (rows.next()) {
        if (head.status().isFinal() || !open.contains(rows.getString(1))) {
          gone.add(rows.getString(1));
        }
      }
    }
    for (String proposalId : gone) {
      statements.of(CLOSE).with(runNo).with(proposalId).update();
    }
  }

  private static void insert(Statements statements, long runNo, Pending pending, Instant now)
      throws SQLException {
    Instant expires = pending.expiresAt();
    statements
        .of(INSERT)
        .with(pending.proposalId())
        .with(pending.factId())
        .with(pending.agent())
        .with(pending.proposal().key())
        .with(pending.gate())
        .with(pending.role())
        .with(Excerpt.of(pending.proposal().content(), ProposalStore.MAX_EXCERPT))
        .with(now.toEpochMilli())
        .with(expires == null ? Long.MAX_VALUE : expires.toEpochMilli())
        .with(EnumWord.of(pending.onSilence()))
        .with(runNo)
        .update();
  }

  /// Deletes the proposals of a job.
  static void forget(Statements statements, long jobNo) throws SQLException {
    statements.of(FORGET).with(jobNo).update();
  }

  static List<Listed> list(Statements statements, Query query) throws SQLException {
    boolean decided = query.state() == State.DECIDED;
    Place none =
        decided
            ? new Place(Long.MAX_VALUE, Long.MAX_VALUE)
            : new Place(Long.MIN_VALUE, Long.MIN_VALUE);
    Place after = query.after() == null ? none : query.after();
    List<Listed> page = new ArrayList<>();
    try (ResultSet rows =
        statements
            .of(decided ? DECIDED : OPEN)
            .with(query.tenant())
            .with(query.role())
            .with(query.template())
            .with(after.at())
            .with(after.number())
            .with(query.limit())
            .query()) {
      while (rows.next()) {
        page.add(ProposalColumns.read(rows, decided));
      }
    }
    return page;
  }
}
