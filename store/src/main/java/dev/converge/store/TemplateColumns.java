package dev.converge.store;

import dev.converge.engine.store.TemplateStore.Template;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/// The columns of a template, as every SQL store reads them.
public final class TemplateColumns {
  private TemplateColumns() {}

  /// The template at the cursor, from these columns: tenant, name, version, hash, specification,
  /// wiring, time of installation.
  public static Template read(ResultSet row) throws SQLException {
    return new Template(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        Instant.ofEpochMilli(row.getLong(7)));
  }
}
