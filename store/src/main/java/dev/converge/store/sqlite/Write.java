package dev.converge.store.sqlite;

import java.sql.SQLException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Something to be written in one transaction with others, and who is told what became of it. Used
/// by one thread at a time.
///
/// @param <R> what it can come to
abstract class Write<R> {
  private final long bytes;
  private final Consumer<? super R> done;
  private @Nullable R result;

  /// @param bytes that it takes, roughly
  Write(long bytes, Consumer<? super R> done) {
    this.bytes = bytes;
    this.done = done;
  }

  /// Writes; called again after a rollback.
  ///
  /// @return what it came to, if the transaction is committed
  abstract R apply(WriteSession session) throws SQLException;

  /// What it came to if nothing could be written.
  abstract R unavailable(String message);

  /// Whether it erases: the files must not hold the old content any longer once it is told.
  boolean erases() {
    return false;
  }

  final long bytes() {
    return bytes;
  }

  final void run(WriteSession session) throws SQLException {
    result = apply(session);
  }

  /// Says what it came to; the transaction is committed.
  final void tell() {
    R told = result;
    if (told == null) {
      throw new IllegalStateException("a write is told before it was run");
    }
    done.accept(told);
  }

  /// Says that nothing was written.
  final void refuse(String message) {
    done.accept(unavailable(message));
  }
}
