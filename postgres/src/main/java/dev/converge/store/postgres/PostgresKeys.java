package dev.converge.store.postgres;

import dev.converge.engine.store.KeyStore;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

/// API keys, in the same database. Thread-safe.
///
/// @param lane writes
/// @param connections reads
record PostgresKeys(Lane lane, PostgresConnections connections) implements KeyStore {
  @Override
  public List<Kept> keys() {
    return connections.read(sql ->
        sql.all(
            row -> new Kept(row.getString(1), row.getString(2)),
            "SELECT id, line FROM api_key ORDER BY key_no"));
  }

  @Override
  public long version() {
    return connections.read(sql ->
        sql.first(row -> row.getLong(1), "SELECT coalesce(sum(change), 0)::bigint FROM api_key")
            .orElseThrow());
  }

  @Override
  public void put(Kept key, Consumer<Boolean> done) {
    lane.submit(
        new PostgresWrite.Alone<>(
            key.line().length(), (sql, _) -> put(sql, key), _ -> false, done));
  }

  private static boolean put(Sql sql, Kept key) throws SQLException {
    sql.update(
        "INSERT INTO api_key (id, line) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET line ="
            + " excluded.line, change = nextval('api_key_change')",
        key.id(),
        key.line());
    return true;
  }
}
