package dev.converge.store.sqlite;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.store.Erasure;
import dev.converge.engine.store.ErasureStore.EraseResult;
import dev.converge.store.BackupProgress;
import dev.converge.store.Durability;
import dev.converge.store.sqlite.directory.BackupLock;
import dev.converge.store.sqlite.directory.BackupManifest;
import dev.converge.store.sqlite.directory.BackupManifest.Counts;
import dev.converge.store.sqlite.directory.BackupManifest.Digested;
import dev.converge.store.sqlite.directory.DataDirectory;
import dev.converge.store.sqlite.directory.RestoreMarker;
import dev.converge.store.sqlite.directory.RestoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Verifies backups and restores data directories from them.
public final class SqliteRestore {
  /// Maximum number of erasures that are read from another directory.
  static final int MAX_ERASURES = 10_000_000;

  private static final String ERASURES =
      "SELECT job.job_id, erasure.erased_at, erasure.because FROM erasure JOIN job USING (job_no)"
          + " ORDER BY erasure.erased_at, job.job_no LIMIT "
          + MAX_ERASURES;
  private static final String HAS_CONTENT =
      "SELECT count(*) FROM job WHERE job_id = ? AND job_no NOT IN (SELECT job_no FROM erasure)";

  /// What the target directory of a restore may contain.
  private static final Set<String> IGNORED =
      Set.of(DataDirectory.LOCK, BackupLock.FILE, RestoreMarker.FILE, "lost+found");

  /// An erasure that was made after a backup, which still has the content of the job.
  ///
  /// @param jobId the job
  /// @param erasure when and why it was erased
  public record Missed(String jobId, Erasure erasure) {}

  private SqliteRestore() {}

  /// Verifies a backup: every file, and the chain of every run. Changes nothing.
  ///
  /// @return its manifest
  /// @throws ConvergeException with `INVALID` if it is not a complete backup, `INTERNAL` if it is
  ///   damaged, `UNAVAILABLE` if it cannot be read
  public static BackupManifest verify(Path backup, BackupProgress progress) {
    NativeLibrary.require();
    BackupManifest manifest = BackupManifest.of(backup);
    try {
      for (Map.Entry<String, Digested> file : manifest.files().entrySet()) {
        requireSame(
            file.getKey(), file.getValue(), BackupFiles.digested(backup.resolve(file.getKey())));
      }
      Counts found = BackupFiles.verified(backup.resolve(DataDirectory.DATABASE), progress);
      if (!found.equals(manifest.counts())) {
        throw BackupFiles.damaged(
            "it holds " + found + ", and " + BackupManifest.FILE + " says " + manifest.counts(),
            null);
      }
      return manifest;
    } catch (SQLException e) {
      throw BackupFiles.failed(backup.resolve(DataDirectory.DATABASE), e);
    } catch (IOException e) {
      throw BackupFiles.failed(e);
    }
  }

  private static void requireSame(String name, Digested wanted, Digested found) {
    if (!wanted.equals(found)) {
      throw new ConvergeException(
          ErrorCode.INTERNAL,
          "backup: "
              + name
              + " is damaged: SHA-256 "
              + found.sha256()
              + " (expected: "
              + wanted.sha256()
              + ")");
    }
  }

  /// The erasures that another data directory or backup contains and that were made after this
  /// backup.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` or `INTERNAL` if one of these cannot be read
  public static List<Missed> predates(Path backup, Path other) {
    List<Missed> known = erasures(other);
    Path database = backup.resolve(DataDirectory.DATABASE);
    try (Statements statements = BackupFiles.reader(database)) {
      List<Missed> missed = new ArrayList<>();
      for (Missed one : known) {
        try (ResultSet row = statements.of(HAS_CONTENT).with(one.jobId()).query()) {
          if (row.next() && row.getLong(1) > 0) {
            missed.add(one);
          }
        }
      }
      return missed;
    } catch (SQLException e) {
      throw BackupFiles.failed(database, e);
    }
  }

  private static List<Missed> erasures(Path directory) {
    Path database = directory.resolve(DataDirectory.DATABASE);
    if (!Files.exists(database)) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          directory + " contains no database (expected: a data directory or a backup)");
    }
    try (Statements statements = BackupFiles.reader(database);
        ResultSet rows = statements.of(ERASURES).query()) {
      List<Missed> known = new ArrayList<>();
      while (rows.next()) {
        Instant at = Instant.ofEpochMilli(rows.getLong(2));
        known.add(new Missed(rows.getString(1), new Erasure(at, rows.getString(3))));
      }
      return known;
    } catch (SQLException e) {
      throw BackupFiles.failed(database, e);
    }
  }

  /// Restores a verified backup into a data directory. An incomplete directory contains a marker,
  /// and no server opens it. Repeat the restore to complete it.
  ///
  /// @param data a directory that is empty or does not exist
  /// @param again erasures to repeat in the restored directory
  /// @throws ConvergeException with `CONFLICT` if the directory is not empty, `UNAVAILABLE` if it
  ///   cannot be written or has no space, `INTERNAL` if the copy differs from the backup
  public static void restore(
      Path backup, BackupManifest manifest, Path data, List<Missed> again, InstantSource clock) {
    try (DataDirectory directory = DataDirectory.locked(data)) {
      requireEmpty(directory.path(), manifest);
      BackupFiles.requireRoom(directory.path(), manifest.bytes());
      RestoreMarker.set(directory.path());
      for (Map.Entry<String, Digested> file : manifest.files().entrySet()) {
        Path to = directory.path().resolve(file.getKey());
        Files.deleteIfExists(to);
        requireSame(
            file.getKey(), file.getValue(), BackupFiles.copy(backup.resolve(file.getKey()), to));
      }
      if (!again.isEmpty()) {
        erase(directory.database(), again, clock);
      }
      RestoredFile.write(
          directory.path(), backup.toRealPath(), manifest, clock.instant(), again.size());
      RestoreMarker.clear(directory.path());
    } catch (SQLException e) {
      throw BackupFiles.failed(data.resolve(DataDirectory.DATABASE), e);
    } catch (IOException e) {
      throw BackupFiles.failed(e);
    }
  }

  private static void requireEmpty(Path data, BackupManifest manifest) throws IOException {
    boolean unfinished = RestoreMarker.isIn(data);
    try (Stream<Path> all = Files.list(data)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        String name = String.valueOf(path.getFileName());
        boolean left =
            unfinished
                && (manifest.files().containsKey(name)
                    || name.startsWith(DataDirectory.DATABASE)
                    || name.equals(RestoredFile.FILE));
        if (!left && !IGNORED.contains(name)) {
          throw new ConvergeException(
              ErrorCode.CONFLICT,
              "data directory: "
                  + data
                  + " is not empty: it contains "
                  + name
                  + " (expected: an empty or missing directory; move the old one aside)");
        }
        if (left) {
          Files.delete(path);
        }
      }
    }
  }

  private static void erase(Path database, List<Missed> again, InstantSource clock)
      throws SQLException {
    SqliteConnections connections = new SqliteConnections(database, Durability.FULL);
    try (WriteSession session = WriteSession.open(connections, clock, false)) {
      session.begin();
      for (Missed one : again) {
        EraseResult result = new EraseWrite(one.jobId(), one.erasure(), _ -> {}).apply(session);
        JobRows.@Nullable Place job = JobRows.place(session.statements(), one.jobId());
        if (result instanceof EraseResult.Unfinished && job != null) {
          // The run had ended when it was erased, but not yet in the backup: no finished run can
          // record the erasure.
          RemoveWrite.remove(session, job.jobNo());
        }
      }
      session.commit();
      session.shrink();
      session.fold(true);
    }
  }
}
