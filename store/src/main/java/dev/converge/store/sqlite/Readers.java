package dev.converge.store.sqlite;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.sql.SQLException;
import java.util.Deque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A few platform threads that read, each with its own connection. Callers wait for one of them, so
/// that a virtual thread does not block its carrier. Thread-safe.
final class Readers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Readers.class);

  /// A short read.
  interface Reading<T> {
    T read(Statements statements) throws SQLException;
  }

  private final SqliteConnections connections;
  private final Deque<Statements> idle = new ConcurrentLinkedDeque<>();
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          SqliteLimits.READERS,
          SqliteLimits.READERS,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(SqliteLimits.QUEUED_READS),
          Thread.ofPlatform().name("converge-store-read-", 1).daemon().factory());

  Readers(SqliteConnections connections) {
    this.connections = connections;
  }

  /// Reads and waits for the result.
  ///
  /// @throws ConvergeException with `OVERLOADED` if too many reads are waiting, `UNAVAILABLE` if
  ///   the store cannot be read, or whatever the read throws
  <T> T read(Reading<T> reading) {
    Future<T> future;
    try {
      future = threads.submit(() -> onThread(reading));
    } catch (RejectedExecutionException e) {
      throw threads.isShutdown()
          ? unavailable("is closed", e)
          : new ConvergeException(ErrorCode.OVERLOADED, "too many reads wait for the store", e);
    }
    try {
      return future.get(SqliteLimits.READ_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      future.cancel(false);
      throw unavailable("did not answer: the wait was interrupted", e);
    } catch (TimeoutException e) {
      future.cancel(false);
      throw unavailable("does not answer", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ConvergeException known) {
        throw known;
      }
      throw unavailable("cannot be read", e.getCause());
    }
  }

  private static ConvergeException unavailable(String how, @Nullable Throwable cause) {
    return new ConvergeException(ErrorCode.UNAVAILABLE, "the store " + how, cause);
  }

  private <T> T onThread(Reading<T> reading) throws SQLException {
    Statements statements = idle.pollLast();
    if (statements == null) {
      statements = connections.reader();
    }
    boolean usable = false;
    try {
      T value = reading.read(statements);
      usable = true;
      return value;
    } catch (ConvergeException e) {
      usable = true;
      throw e;
    } finally {
      if (usable) {
        idle.addLast(statements);
      } else {
        close(statements);
      }
    }
  }

  private static void close(Statements statements) {
    try {
      statements.close();
    } catch (SQLException e) {
      LOG.warn("a reading connection could not be closed", e);
    }
  }

  /// Completes waiting reads, refuses new ones, and closes the connections.
  @Override
  public void close() {
    threads.close();
    for (Statements one = idle.pollLast(); one != null; one = idle.pollLast()) {
      close(one);
    }
  }
}
