package dev.converge.store.postgres;

import dev.converge.engine.store.SharedUsage;
import dev.converge.engine.store.UsageStore;
import dev.converge.store.postgres.replica.Lanes;
import dev.converge.store.postgres.replica.PostgresConnections;
import dev.converge.store.postgres.replica.PostgresWrite;
import dev.converge.store.postgres.replica.Sql;
import dev.converge.store.postgres.replica.UsageRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What tenants and keys use, of all servers on the database together. Thread-safe.
///
/// @param lanes write
/// @param connections reads
record PostgresUsage(Lanes lanes, PostgresConnections connections)
    implements UsageStore, SharedUsage {
  /// Of one tenant, one reservation at a time.
  private static final String ALONE =
      "SELECT pg_advisory_xact_lock(hashtext(current_schema()), hashtext(?)) IS NULL";

  // One statement sees one moment: what was reserved is either there or stored, or for a moment
  // both.
  private static final String USED =
      "SELECT tenant, key, day, sum(jobs)::bigint, sum(tokens)::bigint, sum(cost_micros)::bigint FROM"
          + " (SELECT tenant, key, day, jobs, tokens, cost_micros FROM usage WHERE day >= ?%1$s"
          + " UNION ALL SELECT tenant, key, day, used_jobs, tokens, cost_micros FROM usage_pending"
          + " WHERE day >= ?%1$s AND (used_jobs, tokens, cost_micros) <> (0, 0, 0)) AS each GROUP BY"
          + " tenant, key, day ORDER BY tenant, key, day";

  private static final String UNFINISHED =
      "SELECT tenant, key, sum(jobs)::bigint, sum(bytes)::bigint FROM (SELECT tenant, submitted_by"
          + " AS key, count(*) AS jobs, 0 AS bytes FROM run WHERE unfinished AND replay_of IS NULL"
          + "%1$s GROUP BY tenant, submitted_by UNION ALL SELECT tenant, key, jobs, bytes FROM"
          + " usage_pending WHERE true%1$s) AS each GROUP BY tenant, key ORDER BY tenant, key";

  private static final String OF_TENANT = " AND tenant = ?";

  @Override
  public Optional<SharedUsage> shared() {
    return Optional.of(this);
  }

  @Override
  public List<Used> since(LocalDate day) {
    return connections.read(sql -> used(sql, "", day.toEpochDay(), day.toEpochDay()));
  }

  private static List<Used> used(Sql sql, String where, Object... values) throws SQLException {
    return sql.all(
        row ->
            new Used(
                row.getString(1),
                row.getString(2),
                LocalDate.ofEpochDay(row.getLong(3)),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6)),
        USED.formatted(where),
        values);
  }

  @Override
  public void reserve(Ask ask, Predicate<Standing> fits, Consumer<Answer> done) {
    lanes.submitAside(
        new PostgresWrite.Alone<>(
            ask.change().key().length(),
            (sql, laneNo) -> reserve(sql, laneNo, ask, fits),
            _ -> new Answer.Unavailable(),
            done));
  }

  private static Answer reserve(Sql sql, long laneNo, Ask ask, Predicate<Standing> fits)
      throws SQLException {
    Used change = ask.change();
    sql.first(_ -> true, ALONE, change.tenant());
    long since = ask.since().toEpochDay();
    Standing standing =
        new Standing(
            used(sql, OF_TENANT, since, change.tenant(), since, change.tenant()),
            unfinished(sql, change.tenant()));
    if (!fits.test(standing)) {
      return new Answer.Refused();
    }
    boolean nothing =
        ask.jobs() == 0
            && ask.bytes() == 0
            && change.jobs() == 0
            && change.tokens() == 0
            && change.costMicros() == 0;
    return new Answer.Reserved(nothing ? 0 : UsageRows.await(sql, laneNo, ask));
  }

  /// What is never settled counts until the lease of this replica is over.
  @Override
  public void settled(long number) {
    if (number != 0) {
      lanes.submitAside(
          new PostgresWrite.Alone<>(
              0,
              (sql, _) -> {
                UsageRows.settled(sql, number);
                return true;
              },
              _ -> false,
              _ -> {}));
    }
  }

  @Override
  public List<Unfinished> unfinished(@Nullable String tenant) {
    return connections.read(sql -> unfinished(sql, tenant));
  }

  private static List<Unfinished> unfinished(Sql sql, @Nullable String tenant) throws SQLException {
    return tenant == null
        ? sql.all(PostgresUsage::unfinished, UNFINISHED.formatted(""))
        : sql.all(PostgresUsage::unfinished, UNFINISHED.formatted(OF_TENANT), tenant, tenant);
  }

  private static Unfinished unfinished(ResultSet row) throws SQLException {
    return new Unfinished(row.getString(1), row.getString(2), row.getLong(3), row.getLong(4));
  }
}
