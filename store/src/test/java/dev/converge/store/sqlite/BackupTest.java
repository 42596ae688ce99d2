package dev.converge.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.status.Status;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.store.Erasure;
import dev.converge.engine.store.ErasureStore.EraseResult;
import dev.converge.store.BackupProgress;
import dev.converge.store.sqlite.SqliteRestore.Missed;
import dev.converge.store.sqlite.directory.BackupManifest;
import dev.converge.testkit.contract.Asked;
import dev.converge.testkit.contract.SampleRun;
import dev.converge.testkit.contract.SetClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Backups of a data directory, and data directories made of backups.
class BackupTest {
  static final BackupProgress QUIET =
      new BackupProgress() {
        @Override
        public void copied(long bytes, long of) {}

        @Override
        public void verified(long runs, long of) {}
      };

  private static final Erasure ERASURE = new Erasure(SampleRun.NOON, "by request");

  /// What the content of every sample consists of, in UTF-8 read as Latin-1.
  private static final String CONTENT = "Ã©".repeat(40);

  @TempDir private Path directory = Path.of("");
  private final SetClock clock = new SetClock(SampleRun.NOON);

  private Path data() {
    return directory.resolve("data");
  }

  private SqliteOpened open(String name) {
    return SqliteOpened.in(directory.resolve(name), clock);
  }

  static BackupManifest backup(Path data, Path to, String... files) {
    TreeMap<String, Path> more = new TreeMap<>();
    for (String file : files) {
      more.put(file, data.resolve(file));
    }
    return SqliteBackup.create(
        new SqliteBackup.Request(data, to, more, "1.2.3", SampleRun.NOON), QUIET);
  }

  private BackupManifest backup(String name) {
    return backup(data(), directory.resolve(name));
  }

  private void restore(String backup, String data, List<Missed> again) {
    Path from = directory.resolve(backup);
    SqliteRestore.restore(
        from, SqliteRestore.verify(from, QUIET), directory.resolve(data), again, clock);
  }

  private static void finish(SqliteOpened store, SampleRun run) {
    Asked.append(store, run.runId(), run.sequence(), run.next(3, 200), Status.CONVERGED);
  }

  private static void erase(SqliteOpened store, String jobId) {
    CompletableFuture<EraseResult> erased = new CompletableFuture<>();
    store.store().erase(jobId, ERASURE, erased::complete);
    assertEquals(new EraseResult.Erased(ERASURE), Asked.answer(erased));
  }

  private static ConvergeException refusal(
      ErrorCode code, org.junit.jupiter.api.function.Executable what) {
    ConvergeException e = assertThrows(ConvergeException.class, what);
    assertEquals(code, e.code(), e.getMessage());
    return e;
  }

  private void assertNothingAt(String name) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      assertEquals(
          List.of(),
          all.map(path -> String.valueOf(path.getFileName()))
              .filter(found -> found.startsWith(name))
              .toList());
    }
  }

  @Test
  void aBackupOfAnOpenStoreHoldsWhatWasAcknowledgedAndIsRestoredAsItWas() throws IOException {
    SampleRun run;
    try (SqliteOpened store = open("data")) {
      run = Asked.created(store, "a", 5);
      Asked.created(store, "b", 3);
      BackupManifest made = backup("one");
      assertEquals(new BackupManifest.Counts(2, 2, 8, 0), made.counts());
      assertEquals(made, BackupManifest.of(directory.resolve("one")));
      Asked.created(store, "later", 1);
    }
    restore("one", "again", List.of());
    try (SqliteOpened store = open("again")) {
      assertArrayEquals(
          run.all().getLast().json(),
          store.journal().read("run_a", 0, 10, 100_000).getLast().json());
      assertTrue(store.jobs().job("default", "job_later").isEmpty());
      Asked.created(store, "later", 1);
    }
    String about = Files.readString(directory.resolve("again").resolve("restored.json"));
    assertTrue(about.contains("\"backup_created_at\":\"2026-01-01T12:00:00.000Z\""), about);
    assertTrue(about.contains("\"source\":\"" + data().toRealPath() + "\""), about);
  }

  @Test
  void contentThatWasErasedBeforeIsInNoByteOfABackup() throws IOException {
    try (SqliteOpened store = open("data")) {
      finish(store, Asked.created(store, "a", 50));
      erase(store, "job_a");
      backup("one");
    }
    try (Stream<Path> files = Files.walk(directory.resolve("one"))) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertFalse(text.contains(CONTENT), file.toString());
      }
    }
  }

  @Test
  void aBackupSaysWhichErasuresItPredatesAndTheyAreMadeAgain() throws IOException {
    try (SqliteOpened store = open("data")) {
      finish(store, Asked.created(store, "a", 5));
      finish(store, Asked.created(store, "b", 5));
      finish(store, Asked.created(store, "c", 5));
      erase(store, "job_b");
      backup("one");
      erase(store, "job_a");
      finish(store, Asked.created(store, "later", 5));
      erase(store, "job_later");
    }
    List<Missed> missed = SqliteRestore.predates(directory.resolve("one"), data());
    assertEquals(List.of(new Missed("job_a", ERASURE)), missed);
    assertEquals(
        List.of(), SqliteRestore.predates(directory.resolve("one"), directory.resolve("one")));
    restore("one", "again", missed);
    try (SqliteOpened store = open("again")) {
      assertEquals(
          ERASURE, store.jobs().job("default", "job_a").orElseThrow().erasure().orElseThrow());
      assertTrue(store.jobs().job("default", "job_c").orElseThrow().erasure().isEmpty());
    }
    assertEquals(List.of(), SqliteRestore.predates(directory.resolve("again"), data()));
  }

  @Test
  void aJobThatWasErasedLaterButStillRanInTheBackupIsRemoved() throws IOException {
    try (SqliteOpened store = open("data")) {
      SampleRun run = Asked.created(store, "a", 5);
      backup("one");
      finish(store, run);
      erase(store, "job_a");
    }
    restore("one", "again", SqliteRestore.predates(directory.resolve("one"), data()));
    try (SqliteOpened store = open("again")) {
      assertTrue(store.jobs().job("default", "job_a").isEmpty());
      assertEquals(List.of(), store.jobs().unfinished("", 10));
    }
    String text =
        new String(
            Files.readAllBytes(directory.resolve("again/converge.db")),
            StandardCharsets.ISO_8859_1);
    assertFalse(text.contains(CONTENT));
  }

  @Test
  void otherFilesComeAlongAndOnlyTheOwnerCanReadThem() throws IOException {
    open("data").close();
    Files.writeString(data().resolve("keys.json"), "{\"keys\":[]}");
    backup(data(), directory.resolve("one"), "keys.json");
    restore("one", "again", List.of());
    assertEquals("{\"keys\":[]}", Files.readString(directory.resolve("again/keys.json")));
    if (!OS.WINDOWS.isCurrentOs()) {
      for (String made : List.of("one", "again")) {
        try (Stream<Path> all = Files.walk(directory.resolve(made))) {
          for (Path path : (Iterable<Path>) all::iterator) {
            String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
            assertEquals(
                Files.isDirectory(path) ? "rwx------" : "rw-------", mode, path.toString());
          }
        }
      }
    }
  }

  @Test
  void whatExistsIsNotOverwritten() throws IOException {
    open("data").close();
    backup("one");
    byte[] before = Files.readAllBytes(directory.resolve("one/converge.db"));
    refusal(ErrorCode.CONFLICT, () -> backup("one"));
    assertArrayEquals(before, Files.readAllBytes(directory.resolve("one/converge.db")));
    refusal(ErrorCode.CONFLICT, () -> restore("one", "data", List.of()));
    refusal(ErrorCode.INVALID, () -> backup("data/inside"));
    refusal(ErrorCode.INVALID, () -> backup("not/mounted"));
    refusal(
        ErrorCode.INVALID, () -> backup(directory.resolve("nothing"), directory.resolve("two")));
    assertNothingAt("two");
  }

  @Test
  void aDirectoryThatAServerUsesIsNotRestoredInto() {
    open("data").close();
    backup("one");
    try (SqliteOpened _ = open("used")) {
      String message =
          String.valueOf(
              refusal(ErrorCode.UNAVAILABLE, () -> restore("one", "used", List.of())).getMessage());
      assertTrue(message.contains("is in use"), message);
    }
  }

  @Test
  void aChainThatIsBrokenIsNamedAndNoBackupIsLeft() throws IOException {
    try (SqliteOpened store = open("data")) {
      Asked.created(store, "a", 5);
      Asked.created(store, "b", 5);
      SqlWrite broken =
          SqlWrite.submit(
              store.store(),
              "UPDATE journal SET events = (SELECT events FROM journal JOIN run USING (run_no)"
                  + " WHERE run_id = 'run_a')"
                  + " WHERE run_no = (SELECT run_no FROM run WHERE run_id = 'run_b')");
      assertEquals("done", Asked.answer(broken.answer()));
    }
    String message = String.valueOf(refusal(ErrorCode.INTERNAL, () -> backup("one")).getMessage());
    assertTrue(message.contains("job_b"), message);
    assertFalse(message.contains("job_a"), message);
    assertNothingAt("one");
  }

  @Test
  void eventsThatAreMissingAtTheEndAreNoticed() throws IOException {
    try (SqliteOpened store = open("data")) {
      SampleRun run = Asked.created(store, "a", 5);
      Asked.append(store, "run_a", 5, run.next(2, 10));
      SqlWrite cut = SqlWrite.submit(store.store(), "DELETE FROM journal WHERE last_sequence = 7");
      assertEquals("done", Asked.answer(cut.answer()));
    }
    String message = String.valueOf(refusal(ErrorCode.INTERNAL, () -> backup("one")).getMessage());
    assertTrue(message.contains("ends with event 5 (expected: 7)"), message);
  }

  @Test
  void aDamagedFileIsRefusedByBackupAndRestoreInOneLine() throws IOException {
    try (SqliteOpened store = open("data")) {
      Asked.created(store, "a", 3_000);
    }
    backup("one");
    for (Path database :
        List.of(data().resolve("converge.db"), directory.resolve("one/converge.db"))) {
      byte[] bytes = Files.readAllBytes(database);
      java.util.Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 6_000, (byte) 7);
      Files.write(database, bytes);
    }
    String message = String.valueOf(refusal(ErrorCode.INTERNAL, () -> backup("two")).getMessage());
    assertFalse(message.contains("\n"), message);
    assertNothingAt("two");
    refusal(ErrorCode.INTERNAL, () -> restore("one", "again", List.of()));
    assertNothingAt("again");
  }

  @Test
  void aDirectoryWithoutItsManifestIsNotABackup() throws IOException {
    open("data").close();
    backup("one");
    Files.delete(directory.resolve("one/backup.json"));
    refusal(ErrorCode.INVALID, () -> restore("one", "again", List.of()));
  }

  @Test
  void anUnfinishedRestoreIsNotOpenedAndCanBeFinished() throws IOException {
    open("data").close();
    backup("one");
    Path again = Files.createDirectories(directory.resolve("again"));
    Files.writeString(again.resolve("restore.incomplete"), "");
    Files.writeString(again.resolve("converge.db"), "half");
    String message =
        String.valueOf(refusal(ErrorCode.UNAVAILABLE, () -> open("again")).getMessage());
    assertTrue(message.contains("unfinished restore"), message);
    refusal(ErrorCode.UNAVAILABLE, () -> backup(again, directory.resolve("two")));
    restore("one", "again", List.of());
    open("again").close();
  }

  @Test
  void aStartWritesNothingToADatabaseThatExists() throws IOException {
    try (SqliteOpened store = open("data")) {
      Asked.created(store, "a", 5);
    }
    byte[] before = Files.readAllBytes(data().resolve("converge.db"));
    open("data").close();
    assertArrayEquals(before, Files.readAllBytes(data().resolve("converge.db")));
  }
}
