package dev.converge.store.sqlite;

import dev.converge.store.StoreOptions;
import dev.converge.store.ThreadEnd;
import dev.converge.store.sqlite.directory.DataDirectory;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteException;

/// The writing thread: takes all waiting writes, writes them in one transaction with one fsync, and
/// then reports each result. It is a platform thread, because disk I/O would block the carrier of a
/// virtual one.
final class Writer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

  /// Opens the session again after it was given up.
  interface Reopening {
    WriteSession open() throws SQLException;
  }

  private final WriteQueue queue = new WriteQueue();
  private final DataDirectory directory;
  private final StoreOptions options;
  private final Reopening reopening;
  private final Runnable closeReaders;
  private final Thread thread;
  private @Nullable WriteSession session;
  private long nextPurge = Long.MIN_VALUE;
  private long nextLook = Long.MIN_VALUE;
  private boolean folding;
  private final CompletableFuture<String> lost = new CompletableFuture<>();
  private volatile boolean healthy = true;
  private volatile boolean roomy = true;
  private volatile boolean closed;

  /// Starts the thread, which closes the session when it ends.
  ///
  /// @param closeReaders ends all reads; called before the session is closed, because only the last
  ///   connection can copy the write-ahead log into the database
  static Writer start(
      WriteSession session,
      DataDirectory directory,
      StoreOptions options,
      Reopening reopening,
      Runnable closeReaders) {
    Writer writer = new Writer(session, directory, options, reopening, closeReaders);
    writer.thread.start();
    return writer;
  }

  private Writer(
      WriteSession session,
      DataDirectory directory,
      StoreOptions options,
      Reopening reopening,
      Runnable closeReaders) {
    this.session = session;
    this.directory = directory;
    this.options = options;
    this.reopening = reopening;
    this.closeReaders = closeReaders;
    this.thread = Thread.ofPlatform().name("converge-store-write").daemon().unstarted(this::run);
  }

  /// Submits a write; never blocks.
  void submit(Write<?> write) {
    queue.submit(write);
  }

  /// Sets a callback that is called once if the lock file of the directory was removed.
  void whenLost(Consumer<String> told) {
    var _ = lost.thenAccept(told);
  }

  /// Whether a write would currently succeed, as far as is known.
  boolean writable() {
    return healthy && roomy && !closed;
  }

  private void run() {
    try {
      while (!queue.isOver()) {
        List<Write<?>> batch = queue.take();
        if (batch.isEmpty()) {
          tick();
        } else {
          write(batch);
        }
        look();
        purge();
      }
    } catch (InterruptedException e) {
      // Nobody else interrupts this thread, so treat it as the end.
      LOG.error("the writer was interrupted", e);
    } finally {
      closed = true;
      queue.close();
      queue.drain();
      closeReaders.run();
      fold(true);
      giveUpSession();
    }
  }

  /// Writes all in one transaction. If one of them makes it fail, writes each in its own
  /// transaction.
  private void write(List<Write<?>> batch) {
    Throwable failure = attempt(batch);
    if (failure == null) {
      if (batch.stream().anyMatch(Write::erases)) {
        fold(!folding);
      }
      batch.forEach(Writer::tell);
    } else if (batch.size() == 1 || storeFailed(failure)) {
      batch.forEach(write -> refuse(write, failure));
    } else {
      batch.forEach(write -> write(List.of(write)));
    }
  }

  /// Commits all or none.
  ///
  /// @return the reason for the failure, or `null`
  private @Nullable Throwable attempt(List<Write<?>> batch) {
    try {
      long begun = System.nanoTime();
      requireLock();
      WriteSession current = openSession();
      current.begin();
      for (Write<?> write : batch) {
        write.run(current);
      }
      current.commit();
      if (!directory.holdsDatabase()) {
        throw new SQLException("the database was removed from " + directory.path());
      }
      recovered();
      options.commits().committed(batch.size(), Duration.ofNanos(System.nanoTime() - begun));
      return null;
    } catch (SQLException | RuntimeException | OutOfMemoryError e) {
      if (storeFailed(e)) {
        failed(e);
      } else {
        rollback();
      }
      return e;
    }
  }

  /// Checked before anything is written, because a refused write must not be stored.
  private void requireLock() throws SQLException {
    if (!directory.holdsLock()) {
      String reason =
          "the lock file was removed from "
              + directory.path()
              + ", so another server may use the directory";
      lost.complete(reason);
      throw new SQLException(reason);
    }
  }

  /// Copies the write-ahead log into the database and empties it, so that the files contain nothing
  /// that was erased, and the database file alone contains everything. If a reader, such as a
  /// backup, blocks this, it is tried again once a second without waiting, so that writes continue.
  private void fold(boolean patient) {
    WriteSession current = session;
    if (current == null || !healthy) {
      return;
    }
    try {
      current.shrink();
      folding = !current.fold(patient);
    } catch (SQLException e) {
      folding = true;
      LOG.warn("the write-ahead log in {} could not be emptied", directory.path(), e);
    }
  }

  private WriteSession openSession() throws SQLException {
    WriteSession current = session;
    if (current == null) {
      current = reopening.open();
      session = current;
    }
    return current;
  }

  private void rollback() {
    WriteSession current = session;
    if (current != null) {
      try {
        current.rollback();
      } catch (SQLException e) {
        failed(e);
      }
    }
  }

  private void failed(Throwable e) {
    if (healthy) {
      LOG.error("the store in {} cannot be written", directory.path(), e);
    }
    healthy = false;
    if (!lost.isDone()) {
      // If the directory's lock is lost, the open database keeps other processes out until this one
      // ends.
      giveUpSession();
    }
  }

  private void recovered() {
    if (!healthy) {
      LOG.info("the store in {} can be written again", directory.path());
    }
    healthy = true;
  }

  /// Whether the failure is the store's and not the write's. Nothing else could be written either.
  private static boolean storeFailed(Throwable e) {
    if (!(e instanceof SQLiteException sqlite)) {
      return e instanceof SQLException;
    }
    return switch (sqlite.getResultCode().code & 0xff) {
      // SQLITE_ERROR, _TOOBIG, _CONSTRAINT, _MISMATCH, _RANGE
      case 1, 18, 19, 20, 25 -> false;
      default -> true;
    };
  }

  private static void tell(Write<?> write) {
    guarded(write::tell);
  }

  private static void refuse(Write<?> write, Throwable failure) {
    String why =
        failure instanceof SQLiteException sqlite
            ? sqlite.getResultCode().name()
            : failure.getClass().getSimpleName();
    if (!storeFailed(failure)) {
      LOG.error("a write was refused", failure);
    }
    guarded(() -> write.refuse("the store could not write: " + why));
  }

  private static void guarded(Runnable callback) {
    try {
      callback.run();
    } catch (Throwable e) {
      // Whatever a recipient does with its result, the others still get theirs.
      LOG.error("a callback of the store failed", e);
    }
  }

  /// What is done while there is nothing to write.
  private void tick() {
    if (!healthy || !directory.holdsDatabase() || !directory.holdsLock()) {
      write(List.of(new UpkeepWrite.Probe()));
    }
  }

  /// Checks the free space on the disk once a second, even while there is much to write, and
  /// retries emptying the log.
  private void look() {
    long now = System.nanoTime();
    if (nextLook == Long.MIN_VALUE || now - nextLook >= 0) {
      nextLook = now + SqliteLimits.TICK.toNanos();
      roomy = directory.hasRoom();
      if (folding) {
        fold(false);
      }
    }
  }

  private void purge() {
    WriteSession current = session;
    if (current == null || !healthy) {
      return;
    }
    long now = current.now();
    long every = SqliteLimits.PURGE_EVERY.toMillis();
    // If the clock was set back, the delay is still limited.
    if (now >= nextPurge || nextPurge - now > every) {
      nextPurge = now + every;
      List<Integer> purged = new ArrayList<>(1);
      write(List.of(new UpkeepWrite.Purge(purged::add)));
      if (!purged.isEmpty() && purged.getFirst() >= SqliteLimits.PURGED_KEYS) {
        nextPurge = now;
      }
    }
  }

  private void giveUpSession() {
    WriteSession current = session;
    session = null;
    if (current != null) {
      try {
        current.close();
      } catch (SQLException e) {
        LOG.warn("the writing connection could not be closed", e);
      }
    }
  }

  /// Writes what is waiting, refuses new writes, and returns when the thread has ended.
  @Override
  public void close() {
    closed = true;
    queue.close();
    ThreadEnd.await(thread);
  }
}
