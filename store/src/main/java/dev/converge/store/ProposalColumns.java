package dev.converge.store;

import dev.converge.core.decision.Decision;
import dev.converge.core.text.EnumWord;
import dev.converge.engine.listing.ProposalStore.Listed;
import dev.converge.engine.listing.ProposalStore.Place;
import dev.converge.engine.listing.ProposalStore.Taken;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/// The columns of a proposal that people decide on, as every SQL store reads them.
public final class ProposalColumns {
  /// The columns of the tables `proposal`, `job` and `run` that [#read] reads, in its order.
  public static final String ALL =
      "proposal.proposal_no, proposal.due, proposal.decided_at, job.job_id, run.run_id,"
          + " job.template, job.version, proposal.proposal_id, proposal.fact_id, proposal.agent,"
          + " proposal.key, proposal.gate, proposal.role, proposal.excerpt, proposal.asked_at,"
          + " proposal.on_silence, proposal.decision, proposal.actor, proposal.asserted,"
          + " proposal.comment, proposal.by_deadline";

  private ProposalColumns() {}

  /// The proposal at the cursor.
  ///
  /// @param decided whether it has been decided
  public static Listed read(ResultSet row, boolean decided) throws SQLException {
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
        decided ? taken(row) : null);
  }

  private static Taken taken(ResultSet row) throws SQLException {
    return new Taken(
        decision(row.getString(17)),
        row.getString(18),
        row.getBoolean(19),
        row.getString(20),
        row.getBoolean(21),
        Instant.ofEpochMilli(row.getLong(3)));
  }

  private static Decision decision(String word) {
    return EnumWord.find(Decision.class, word).orElseThrow();
  }
}
