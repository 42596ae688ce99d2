package dev.converge.store.sqlite;

import dev.converge.engine.store.AdminLog.Act;
import dev.converge.engine.store.AdminLog.Entry;
import java.sql.SQLException;
import java.util.function.Consumer;

/// Adds an act to the administrative log.
final class AdminWrite extends Write<Boolean> {
  private static final int BYTES = 512;
  private final Act act;

  AdminWrite(Act act, Consumer<Boolean> done) {
    super(BYTES, done);
    this.act = act;
  }

  @Override
  Boolean apply(WriteSession session) throws SQLException {
    Statements statements = session.statements();
    AdminRows.insert(statements, Entry.after(AdminRows.last(statements).orElse(null), act));
    return true;
  }

  @Override
  Boolean unavailable(String message) {
    return false;
  }
}
