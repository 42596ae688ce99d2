package dev.converge.store.postgres;

import dev.converge.engine.listing.ProposalStore.Listed;
import dev.converge.engine.listing.ProposalStore.Place;
import dev.converge.engine.listing.ProposalStore.Query;
import dev.converge.engine.listing.ProposalStore.State;
import dev.converge.store.ProposalColumns;
import java.sql.SQLException;
import java.util.List;

/// The table of proposals that people decide on.
final class PostgresProposalRows {
  private static final String SELECT =
      "SELECT "
          + ProposalColumns.ALL
          + " FROM proposal JOIN job ON job.job_no ="
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
