package dev.converge.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.event.Sealed;
import dev.converge.core.status.Status;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.JobStore.CreateResult;
import dev.converge.engine.store.Journal.AppendResult;
import dev.converge.testkit.contract.Asked;
import dev.converge.testkit.contract.SampleRun;
import dev.converge.testkit.contract.SetClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A store that is opened again, by this process or by another.
class OpenAgainTest {
  private static final JobStore.IdempotencyKey KEY =
      new JobStore.IdempotencyKey("submit", "k", "print");

  @TempDir private Path directory = Path.of("");

  private SqliteOpened open() {
    return SqliteOpened.in(directory, new SetClock(SampleRun.NOON));
  }

  private static String message(ConvergeException e) {
    assertEquals(ErrorCode.UNAVAILABLE, e.code());
    return String.valueOf(e.getMessage());
  }

  @Test
  void everythingIsThereAgainAndContinues() {
    SampleRun run = new SampleRun("run_a");
    List<JobStore.Listed> listed;
    try (SqliteOpened store = open()) {
      Asked.answer(Asked.creating(store, SampleRun.job("a"), run.next(2, 100), KEY));
      Asked.append(store, "run_a", 2, run.next(3, 100), Status.WAITING);
      Asked.created(store, "b", 1);
      listed = store.jobs().list(all());
    }
    try (SqliteOpened store = open()) {
      assertEquals(listed, store.jobs().list(all()));
      assertEquals(Optional.of(SampleRun.job("a")), store.jobs().job("default", "job_a"));
      List<Sealed> read = store.journal().read("run_a", 0, 100, 100_000);
      assertEquals(5, read.size());
      assertArrayEquals(run.all().getLast().json(), read.getLast().json());
      assertEquals(2, store.jobs().unfinished("", 10).size());
      assertEquals(
          new CreateResult.SameKey(SampleRun.job("a")),
          Asked.create(store, SampleRun.job("z"), KEY));
      assertEquals(
          new AppendResult.Conflict(5), Asked.append(store, "run_a", 4, run.all().subList(4, 5)));
      assertEquals(new AppendResult.Appended(), Asked.append(store, "run_a", 5, run.next(1, 10)));
      Asked.created(store, "c", 1);
      assertEquals(
          List.of("job_c", "job_b", "job_a"),
          store.jobs().list(all()).stream().map(one -> one.job().jobId()).toList());
    }
  }

  private static JobStore.Query all() {
    return new JobStore.Query("default", null, null, null, null, null, null, 10);
  }

  @Test
  void aMissingDirectoryIsCreated() {
    Path deep = directory.resolve("is/not ?there%20#yet");
    SqliteOpened.in(deep, new SetClock(SampleRun.NOON)).close();
    assertTrue(Files.isRegularFile(deep.resolve("converge.db")), "no database in " + deep);
  }

  @Test
  void aDirectoryInUseIsRefusedUntilItIsClosed() {
    try (SqliteOpened store = open()) {
      String message = message(assertThrows(ConvergeException.class, this::open));
      assertTrue(message.contains(directory.toString()), message);
      assertTrue(message.contains("choose another"), message);
      assertTrue(store.jobs().writable());
    }
    open().close();
  }

  @Test
  void aSecondProcessIsToldWhichDirectoryAndWhoUsesIt() throws IOException {
    try (SqliteOpened _ = open();
        Child child = Child.start(OpenOnce.class, directory.toString())) {
      String message = String.join("\n", child.lines(10));
      assertTrue(message.contains(directory.toString()), message);
      assertTrue(message.contains("process " + ProcessHandle.current().pid()), message);
    }
    try (Child child = Child.start(OpenOnce.class, directory.toString())) {
      assertEquals(List.of("opened"), child.lines(10));
    }
  }

  @Test
  void aDirectoryWhoseLockWasRemovedIsStillInUse() throws IOException {
    try (SqliteOpened store = open()) {
      Asked.created(store, "a", 1);
      Files.delete(directory.resolve("converge.lock"));
      try (Child child = Child.start(OpenOnce.class, directory.toString())) {
        String message = String.join("\n", child.lines(10));
        assertTrue(message.contains("is in use"), message);
      }
    }
    try (Child child = Child.start(OpenOnce.class, directory.toString())) {
      assertEquals(List.of("opened"), child.lines(10));
    }
  }

  @Test
  void aStoreWhoseLockWasRemovedWritesNoMoreAndSaysSo() throws IOException {
    try (SqliteOpened store = open()) {
      CompletableFuture<String> told = new CompletableFuture<>();
      store.store().whenLost(told::complete);
      Files.delete(directory.resolve("converge.lock"));
      assertInstanceOf(
          CreateResult.Unavailable.class, Asked.create(store, SampleRun.job("a"), KEY));
      assertTrue(Asked.answer(told).contains("lock file was removed"), told.join());
      assertFalse(store.jobs().writable());
    }
  }

  @Test
  void theDatabaseAloneHoldsEverythingAfterAStop() throws IOException {
    Path copy = Files.createDirectories(directory.resolve("copy"));
    SampleRun run;
    try (SqliteOpened store = open()) {
      run = Asked.created(store, "a", 50);
      store.journal().read("run_a", 0, 10, 100_000);
    }
    Files.copy(directory.resolve("converge.db"), copy.resolve("converge.db"));
    try (SqliteOpened store = SqliteOpened.in(copy, new SetClock(SampleRun.NOON))) {
      assertEquals(run.all().size(), store.journal().read("run_a", 0, 100, 1_000_000).size());
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void otherUsersCannotReadTheDirectoryAlsoIfItWasMadeForThem() throws IOException {
    Path old = Files.createDirectories(directory.resolve("old"));
    Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path key = Files.writeString(old.resolve("signing.key"), "secret");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    try (SqliteOpened store = SqliteOpened.in(old, new SetClock(SampleRun.NOON))) {
      Asked.created(store, "a", 1);
      try (Stream<Path> all = Files.walk(old)) {
        for (Path path : (Iterable<Path>) all::iterator) {
          String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
          assertEquals(path.equals(old) ? "rwx------" : "rw-------", mode, path.toString());
        }
      }
    }
  }

  /// Opens a store and prints what came of it.
  static final class OpenOnce {
    private OpenOnce() {}

    /// Opens.
    ///
    /// @param args the data directory
    public static void main(String[] args) {
      try {
        SqliteOpened.in(Path.of(args[0]), new SetClock(SampleRun.NOON)).close();
        System.out.println("opened");
      } catch (ConvergeException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void withoutAFolderForTheNativeLibraryTheMessageNamesTheFolderAndTheWayOut() throws IOException {
    Path missing = directory.resolve("missing");
    Path file = Files.writeString(directory.resolve("file"), "");
    for (Path folder : List.of(missing, file)) {
      String data = directory.resolve("data").toString();
      try (Child child = Child.start(OpenWithoutLibrary.class, data, folder.toString())) {
        List<String> lines = child.lines(10);
        assertEquals(1, lines.size(), lines::toString);
        String message = lines.getFirst();
        assertTrue(message.startsWith("folder for temporary files: " + folder), message);
        assertTrue(
            message.contains(folder.equals(missing) ? "it does not exist" : "it is not a folder"),
            message);
        assertTrue(message.contains("CONVERGE_JAVA_OPTS=-Dorg.sqlite.tmpdir="), message);
      }
      assertFalse(Files.exists(directory.resolve("data")));
    }
  }

  /// Opens a store where the native library cannot be written.
  static final class OpenWithoutLibrary {
    private OpenWithoutLibrary() {}

    /// Opens.
    ///
    /// @param args the data directory, and the folder for temporary files
    public static void main(String[] args) {
      System.setProperty("org.sqlite.tmpdir", args[1]);
      OpenOnce.main(args);
    }
  }

  @Test
  void aDatabaseOfALaterVersionIsRefusedAndLeftAlone() {
    try (SqliteOpened store = open()) {
      SqlWrite later =
          SqlWrite.submit(
              store.store(),
              "INSERT INTO schema_version (version, step, applied_at) VALUES (99, 'V99', 0)");
      assertEquals("done", Asked.answer(later.answer()));
    }
    String message = message(assertThrows(ConvergeException.class, this::open));
    assertTrue(message.contains("99"), message);
    // Unlocked, so the right version can open it.
    assertThrows(ConvergeException.class, this::open);
  }

  @Test
  void aFileThatIsNotADatabaseIsRefused() throws IOException {
    Files.writeString(directory.resolve("converge.db"), "no database ".repeat(1_000));
    String message = message(assertThrows(ConvergeException.class, this::open));
    assertTrue(message.contains(directory.toString()), message);
  }

  @Test
  void aPathThatIsAFileIsRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    SetClock clock = new SetClock(SampleRun.NOON);
    String message =
        message(assertThrows(ConvergeException.class, () -> SqliteOpened.in(file, clock)));
    assertTrue(message.contains(file.toString()), message);
  }
}
