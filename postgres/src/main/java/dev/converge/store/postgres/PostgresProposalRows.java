package dev.converge.store.postgres;

import dev.converge.core.decision.Decision;
import dev.converge.core.text.EnumWord;
import dev.converge.engine.listing.ProposalStore.Listed;
import dev.converge.engine.listing.ProposalStore.Place;
import dev.converge.engine.listing.ProposalStore.Query;
import dev.converge.engine.listing.ProposalStore.State;
import dev.converge.engine.listing.ProposalStore.Taken;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// The table of proposals that people decide on.
final class PostgresProposalRows {
  private static final String SELECT =
      "SELECT proposal.proposal_no, proposal.due, proposal.decided_at, job.job_id, run.run_id,"
          + " job.template, job.version, proposal.proposal_id, proposal.fact_id, proposal.agent,"
          + " proposal.key, proposal.gate, proposal.role, proposal.excerpt, proposal.asked_at,"
          + " proposal.on_silence, proposal.decision, proposal.actor, proposal.asserted,"
          + " proposal.comment, proposal.by_deadline FROM proposal JOIN job ON job.job_no ="
          + " proposal.job_no JOIN run ON run.run_no = proposal.run_no WHERE proposal.tenant = ?"
          + " AND proposal.state = '%1$s' AND (?::text IS NULL OR proposal.role = ?)"
          + " AND (?::text IS NULL OR job.template = ?)"
          + " AND (proposal.%2$s, proposal.proposal_no) %3$s (?, ?)"
          + " ORDER BY proposal.%2$s %4$s, proposal.proposal_no %4$s LIMIT ?";
  private static final String OPEN = SELECT.formatted("open", "due", ">", "ASC");
  private static final String DECIDED = SELECT.formatted("decided", "decided_at", "<", "DESC");

  private PostgresProposalRows() {}

  static List<Listed> list(Sql sql, Query query) throws SQLException {
    boolean decided = query.state() == State.DECIDED;
    long none = decided ? Long.MAX_VALUE : Long.MIN_VALUE;
    Place after = query.after() == null ? new Place(none, none) : query.after();
    return sql.all(
        row -> read(row, decided),
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

  private static Listed read(ResultSet row, boolean decided) throws SQLException {
    long due = row.getLong(2);
    return new Listed(
        new Place(decided ? row.getLong(3) : due, row.getLong(1)),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getString(8),
        row.getString(9),
        row.getString(10),
        row.getString(11),
        row.getString(12),
        row.getString(13),
        row.getString(14),
        Instant.ofEpochMilli(row.getLong(15)),
        due == Long.MAX_VALUE ? null : Instant.ofEpochMilli(due),
        decision(row.getString(16)),
        decided
            ? new Taken(
                decision(row.getString(17)),
                row.getString(18),
                row.getBoolean(19),
                row.getString(20),
                row.getBoolean(21),
                Instant.ofEpochMilli(row.getLong(3)))
            : null);
  }

  private static Decision decision(String word) {
    return EnumWord.find(Decision.class, word).orElseThrow();
  }
}
