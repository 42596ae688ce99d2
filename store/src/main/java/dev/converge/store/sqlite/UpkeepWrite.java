package dev.converge.store.sqlite;

import java.sql.SQLException;
import java.util.function.Consumer;

/// What the writer writes of its own accord.
abstract sealed class UpkeepWrite extends Write<Integer> {
  private UpkeepWrite(Consumer<Integer> done) {
    super(0, done);
  }

  @Override
  final Integer unavailable(String message) {
    return 0;
  }

  /// Deletes idempotency keys that are not kept any longer; told is how many.
  static final class Purge extends UpkeepWrite {
    Purge(Consumer<Integer> done) {
      super(done);
    }

    @Override
    Integer apply(WriteSession session) throws SQLException {
      return KeyRows.purge(session.statements(), session.now());
    }
  }

  /// Finds out whether the disk takes writes.
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

  /// Writes nothing; wakes a writer that waits.
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
