package dev.converge.store.sqlite;

import dev.converge.engine.store.TemplateStore.Template;
import dev.converge.store.TemplateColumns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table of installed templates.
final class TemplateRows {
  private static final String SELECT =
      "SELECT tenant.name, template.name, version, hash, spec, wiring, installed_at"
          + " FROM template JOIN tenant USING (tenant_no) WHERE tenant.name = ?";
  private static final String FIND = SELECT + " AND template.name = ? AND version = ?";
  private static final String LIST =
      SELECT + " AND (template.name, version) > (?, ?) ORDER BY template.name, version LIMIT ?";
  private static final String TENANTS =
      "SELECT name FROM tenant"
          + " WHERE EXISTS (SELECT 1 FROM template WHERE template.tenant_no = tenant.tenant_no)"
          + " ORDER BY name";
  private static final String INSERT =
      "INSERT INTO template (tenant_no, name, version, hash, spec, wiring, installed_at)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?)";

  private TemplateRows() {}

  static Optional<Template> find(Statements statements, String tenant, String name, String version)
      throws SQLException {
    try (ResultSet rows = statements.of(FIND).with(tenant).with(name).with(version).query()) {
      return rows.next() ? Optional.of(TemplateColumns.read(rows)) : Optional.empty();
    }
  }

  static List<Template> list(
      Statements statements, String tenant, @Nullable Template after, int limit)
      throws SQLException {
    List<Template> templates = new ArrayList<>();
    try (ResultSet rows =
        statements
            .of(LIST)
            .with(tenant)
            .with(after == null ? "" : after.name())
            .with(after == null ? "" : after.version())
            .with(limit)
            .query()) {
      while (rows.next()) {
        templates.add(TemplateColumns.read(rows));
      }
    }
    return templates;
  }

  static List<String> tenants(Statements statements) throws SQLException {
    List<String> tenants = new ArrayList<>();
    try (ResultSet rows = statements.of(TENANTS).query()) {
      while (rows.next()) {
        tenants.add(rows.getString(1));
      }
    }
    return tenants;
  }

  static long count(Statements statements) throws SQLException {
    try (ResultSet rows = statements.of("SELECT count(*) FROM template").query()) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  static void insert(Statements statements, long tenantNo, Template template) throws SQLException {
    statements
        .of(INSERT)
        .with(tenantNo)
        .with(template.name())
        .with(template.version())
        .with(template.hash())
        .with(template.spec())
        .with(template.wiring())
        .with(template.installedAt().toEpochMilli())
        .update();
  }
}
