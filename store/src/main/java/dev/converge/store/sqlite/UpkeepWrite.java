package dev.converge.store.sqlite;

import java.sql.SQLException;
import java.util.function.Consumer;

/// Writes that the writer makes on its own.
abstract sealed class UpkeepWrite extends Write<Integer> {
  private UpkeepWrite(Consumer<Integer> done) {
    super(0, done);
  }

  @Override
  final Integer unavailable(String message) {
    return 0;
  }

  /// Deletes expired idempotency keys and reports their number.
  static final class Purge extends UpkeepWrite {
    Purge(Consumer<Integer> done) {
      super(done);
    }

    @Override
    Integer apply(WriteSession session) throws SQLException {
      return KeyRows.purge(session.statements(), session.now());
    }
  }

  /// Checks whether the disk accepts writes.
  static final class Probe extends UpkeepWrite {
    private static final String WRITE = "INSERT OR REPLACE INTO probe (probe_no, at) VALUES (1, ?)";

    Probe() {
      super(_ -> {});
    }

    @Override
    Integer apply(WriteSession session) throws SQLException {
      return session.statements().of(WRITE).with(session.now()).update();
    }
  }

  /// Writes nothing; wakes up a waiting writer.
  static final class Wake extends UpkeepWrite {
    Wake() {
      super(_ -> {});
    }

    @Override
    Integer apply(WriteSession session) {
      return 0;
    }
  }
}
