package dev.converge.store.postgres;

import dev.converge.engine.store.AdminLog;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.KeyStore;
import dev.converge.engine.store.TemplateStore;
import dev.converge.store.TemplateColumns;
import dev.converge.store.postgres.replica.Lanes;
import dev.converge.store.postgres.replica.PostgresConnections;
import dev.converge.store.postgres.replica.PostgresWrite;
import dev.converge.store.postgres.replica.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Templates, the administrative log and API keys, in the same database. Thread-safe.
///
/// @param lanes for writes
/// @param connections for reads
record PostgresParts(Lanes lanes, PostgresConnections connections)
    implements TemplateStore, AdminLog, KeyStore {
  private static final int BYTES = 512;
  private static final String TEMPLATE =
      "SELECT tenant, name, version, hash, spec, wiring, installed_at FROM template WHERE tenant ="
          + " ? AND ";

  @Override
  public void install(Template template, Consumer<InstallResult> done) {
    lanes.submitAside(
        new PostgresWrite.Alone<>(
            (long) template.spec().length() + template.wiring().length(),
            (sql, _) -> install(sql, template),
            InstallResult.Unavailable::new,
            done));
  }

  private static InstallResult install(Sql sql, Template template) throws SQLException {
    int stored =
        sql.update(
            "INSERT INTO template (tenant, name, version, hash, spec, wiring, installed_at)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            template.tenant(),
            template.name(),
            template.version(),
            template.hash(),
            template.spec(),
            template.wiring(),
            template.installedAt().toEpochMilli());
    if (stored == 1) {
      return new InstallResult.Installed();
    }
    Template before =
        find(sql, template.tenant(), template.name(), template.version()).orElseThrow();
    return before.hash().equals(template.hash())
        ? new InstallResult.SameContent(before)
        : new InstallResult.OtherContent(before);
  }

  private static Optional<Template> find(Sql sql, String tenant, String name, String version)
      throws SQLException {
    return sql.first(
        TemplateColumns::read, TEMPLATE + "name = ? AND version = ?", tenant, name, version);
  }

  @Override
  public Optional<Template> template(String tenant, String name, String version) {
    return connections.read(sql -> find(sql, tenant, name, version));
  }

  @Override
  public List<Template> templates(String tenant, @Nullable Template after, int limit) {
    JobStore.requirePage(limit);
    return connections.read(sql ->
        sql.all(
            TemplateColumns::read,
            TEMPLATE + "(name, version) > (?, ?) ORDER BY name, version LIMIT ?",
            tenant,
            after == null ? "" : after.name(),
            after == null ? "" : after.version(),
            limit));
  }

  @Override
  public long count() {
    return connections.read(
        sql -> sql.first(row -> row.getLong(1), "SELECT count(*) FROM template").orElseThrow());
  }

  @Override
  public List<String> tenants() {
    return connections.read(sql ->
        sql.all(row -> row.getString(1), "SELECT DISTINCT tenant FROM template ORDER BY tenant"));
  }

  @Override
  public void record(Act act, Consumer<Boolean> done) {
    lanes.submitAside(
        new PostgresWrite.Alone<>(BYTES, (sql, _) -> record(sql, act), _ -> false, done));
  }

  private static boolean record(Sql sql, Act act) throws SQLException {
    // One entry at a time over all servers, because the entries form a chain.
    sql.run("LOCK TABLE admin_log IN EXCLUSIVE MODE");
    Entry before =
        sql.first(
                PostgresParts::entry,
                "SELECT sequence, line FROM admin_log ORDER BY sequence DESC LIMIT 1")
            .orElse(null);
    Entry entry = Entry.after(before, act);
    sql.update(
        "INSERT INTO admin_log (sequence, line) VALUES (?, ?)", entry.sequence(), entry.line());
    return true;
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(row.getLong(1), row.getString(2));
  }

  @Override
  public List<Entry> entries(long after, int limit) {
    AdminLog.requirePage(limit);
    return connections.read(sql ->
        sql.all(
            PostgresParts::entry,
            "SELECT sequence, line FROM admin_log WHERE sequence > ? ORDER BY sequence LIMIT ?",
            after,
            limit));
  }

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
    lanes.submitAside(
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
