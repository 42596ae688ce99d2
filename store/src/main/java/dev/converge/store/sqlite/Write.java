package dev.converge.store.sqlite;

import java.sql.SQLException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A write that shares a transaction with others, and the recipient of its result. Used by one
/// thread at a time.
///
/// @param <R> the result
abstract class Write<R> {
  private final long bytes;
  private final Consumer<? super R> done;
  private @Nullable R result;

  /// @param bytes approximate size
  Write(long bytes, Consumer<? super R> done) {
    this.bytes = bytes;
    this.done = done;
  }

  /// Writes. Called again after a rollback.
  ///
  /// @return the result if the transaction is committed
  abstract R apply(WriteSession session) throws SQLException;

  /// The result if nothing could be written.
  abstract R unavailable(String message);

  /// Whether it erases. The old content must have left the files before the result is reported.
  boolean erases() {
    return false;
  }

  final long bytes() {
    return bytes;
  }

  final void run(WriteSession session) throws SQLException {
    result = apply(session);
  }

  /// Reports the result after the transaction was committed.
  final void tell() {
    R told = result;
    if (told == null) {
      throw new IllegalStateException("a write is told before it was run");
    }
    done.accept(told);
  }

  /// Reports that nothing was written.
  final void refuse(String message) {
    done.accept(unavailable(message));
  }
}
