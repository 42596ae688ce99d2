package dev.converge.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.event.Sealed;
import dev.converge.core.status.Status;
import dev.converge.engine.store.Erasure;
import dev.converge.engine.store.ErasureStore.EraseResult;
import dev.converge.store.BackupProgress;
import dev.converge.store.sqlite.directory.BackupLock;
import dev.converge.store.sqlite.directory.BackupManifest;
import dev.converge.testkit.contract.Asked;
import dev.converge.testkit.contract.SampleRun;
import dev.converge.testkit.contract.SetClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Backups beside a process that writes all the time, and backups that are killed.
class BackupUnderLoadTest {
  private static final long SEED = 20260102;
  private static final long BETWEEN_APPENDS_NANOS = 20_000_000;

  @TempDir private Path directory = Path.of("");

  @Test
  void everyBackupBesideAWriterIsWholeAndHoldsWhatWasAcknowledgedBefore() throws IOException {
    Path data = directory.resolve("data");
    try (Child child = Child.start(EndlessAppends.class, data.toString(), "k")) {
      for (int i = 0; i < 5; i++) {
        String last = child.lines(200).getLast();
        Path backup = directory.resolve("backup" + i);
        BackupTest.backup(data, backup);
        BackupManifest manifest = SqliteRestore.verify(backup, BackupTest.QUIET);
        Path again = directory.resolve("again" + i);
        SetClock clock = new SetClock(SampleRun.NOON);
        SqliteRestore.restore(backup, manifest, again, List.of(), clock);
        try (SqliteOpened store = SqliteOpened.in(again, clock)) {
          List<String> words = List.of(last.split(" ", -1));
          List<Sealed> events = store.journal().read(words.get(0), 0, 1_000, 1 << 24);
          int sequence = Integer.parseInt(words.get(1));
          assertTrue(events.size() >= sequence, last);
          assertEquals(words.get(2), events.get(sequence - 1).hash());
        }
      }
      assertFalse(child.lines(10).isEmpty(), "the writer stopped");
    }
  }

  @Test
  void aServerStartsWhileABackupReads() throws IOException {
    Path data = directory.resolve("data");
    SqliteOpened.in(data, new SetClock(SampleRun.NOON)).close();
    try (Child reader = Child.start(HeldBackup.class, data.toString())) {
      assertEquals(List.of("reads"), reader.lines(1));
      SqliteOpened.in(data, new SetClock(SampleRun.NOON)).close();
    }
  }

  @Test
  void whatIsErasedWhileABackupReadsLeavesTheFilesWhenItEndsAlsoUnderLoad() throws IOException {
    Path data = directory.resolve("data");
    try (SqliteOpened store = SqliteOpened.in(data, InstantSource.system())) {
      SampleRun erased = Asked.created(store, "a", 5);
      Asked.append(store, "run_a", 5, erased.next(50, 200), Status.CONVERGED);
      RowTraces content = RowTraces.of(data, "run_id = 'run_a'");
      SampleRun load = new SampleRun("run_b");
      Asked.answer(Asked.creating(store, SampleRun.job("b"), load.next(1, 10), null));
      try (Child reader = Child.start(HeldBackup.class, data.toString())) {
        assertEquals(List.of("reads"), reader.lines(1));
        CompletableFuture<EraseResult> answer = new CompletableFuture<>();
        Erasure erasure = new Erasure(SampleRun.NOON, "by request");
        store.store().erase("job_a", erasure, answer::complete);
        assertEquals(new EraseResult.Erased(erasure), Asked.answer(answer));
        assertTrue(anywhere(data, content), "the backup does not hold the log");
      }
      // After about 300 the log is reused of its own accord, which a fast machine must not come to
      // within the second after which the store tries again.
      while (anywhere(data, content)) {
        assertTrue(load.sequence() < 250, "still in the files");
        Asked.append(store, "run_b", load.sequence(), load.next(1, 10));
        LockSupport.parkNanos(BETWEEN_APPENDS_NANOS);
      }
    }
  }

  private static boolean anywhere(Path directory, RowTraces rows) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        // Through another process's eyes: closing a file of the database would drop its locks.
        Process grep =
            onBytes(new ProcessBuilder("grep", "-aqP", rows.expression(), file.toString())).start();
        if (grep.onExit().join().exitValue() == 0) {
          return true;
        }
      }
    }
    return false;
  }

  private static ProcessBuilder onBytes(ProcessBuilder grep) {
    grep.environment().put("LC_ALL", "C");
    return grep.redirectErrorStream(true);
  }

  /// Has a database open as a backup has, until it is killed.
  static final class HeldBackup {
    private HeldBackup() {}

    /// Reads.
    ///
    /// @param args the data directory
    public static void main(String[] args) throws Exception {
      Path data = Path.of(args[0]);
      try (BackupLock _ = BackupLock.take(data);
          Statements statements = BackupFiles.reader(data.resolve("converge.db"))) {
        statements.execute("BEGIN");
        statements.number("SELECT count(*) FROM job");
        System.out.println("reads");
        System.in.read();
      }
    }
  }

  @Test
  void aBackupThatIsKilledLeavesNothingThatLooksWholeAndCanBeMadeAgain() throws IOException {
    Path data = directory.resolve("data");
    try (Child child = Child.start(EndlessAppends.class, data.toString(), "k")) {
      child.lines(3_000);
      child.kill();
    }
    Random random = new Random(SEED);
    for (int i = 0; i < 4; i++) {
      Path to = directory.resolve("killed" + i);
      try (Child child = Child.start(OneBackup.class, data.toString(), to.toString())) {
        int steps = 1 + random.nextInt(40);
        List<String> seen = child.lines(steps);
        child.kill();
        if (!Files.exists(to)) {
          assertFalse(seen.contains("made"), "kill " + i + " of seed " + SEED);
        }
      }
      if (Files.exists(to)) {
        SqliteRestore.verify(to, BackupTest.QUIET);
      } else {
        BackupTest.backup(data, to);
        assertFalse(Files.exists(directory.resolve("killed" + i + ".incomplete")));
      }
    }
  }

  /// Makes a backup and prints a line for each step.
  static final class OneBackup {
    private OneBackup() {}

    /// Makes it.
    ///
    /// @param args the data directory and the backup
    public static void main(String[] args) {
      System.out.println("begins");
      SqliteBackup.create(
          new SqliteBackup.Request(
              Path.of(args[0]),
              Path.of(args[1]),
              java.util.Collections.emptySortedMap(),
              "1",
              SampleRun.NOON),
          new BackupProgress() {
            @Override
            public void copied(long bytes, long of) {
              System.out.println("copied");
            }

            @Override
            public void verified(long runs, long of) {
              System.out.println("verified");
            }
          });
      System.out.println("made");
    }
  }
}
