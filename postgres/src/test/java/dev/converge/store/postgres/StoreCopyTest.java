package dev.converge.store.postgres;

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
import dev.converge.engine.store.AdminLog;
import dev.converge.engine.store.Erasure;
import dev.converge.engine.store.ErasureStore.EraseResult;
import dev.converge.engine.store.Happening;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.JobStore.CreateResult;
import dev.converge.engine.store.JobStore.IdempotencyKey;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.Journal.AppendResult;
import dev.converge.engine.store.TemplateStore;
import dev.converge.engine.store.TemplateStore.InstallResult;
import dev.converge.engine.store.UsageStore;
import dev.converge.engine.store.Webhook;
import dev.converge.engine.store.WebhookStore;
import dev.converge.store.CopySource;
import dev.converge.store.CopyTarget;
import dev.converge.store.Store;
import dev.converge.store.StoreAddress;
import dev.converge.store.StoreCopy;
import dev.converge.store.StoreOptions;
import dev.converge.store.Stores;
import dev.converge.testkit.Postgres;
import dev.converge.testkit.contract.Asked;
import dev.converge.testkit.contract.OpenStore;
import dev.converge.testkit.contract.SampleRun;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Everything in a data directory comes to PostgreSQL as it is, however often it is copied.
class StoreCopyTest {
  private static final StoreOptions OPTIONS =
      StoreOptions.durable(InstantSource.fixed(SampleRun.NOON));
  private static final StoreCopy.Progress NOBODY = (_, _) -> {};

  @TempDir private Path data = Path.of("");

  private record Opened(Store store) implements OpenStore {
    @Override
    public Journal journal() {
      return store;
    }

    @Override
    public JobStore jobs() {
      return store;
    }

    @Override
    public void close() {
      store.close();
    }
  }

  private StoreCopy.Counts copy(StoreAddress to) {
    try (CopySource source = Stores.source(StoreAddress.of(data), OPTIONS);
        CopyTarget target = Stores.target(to, OPTIONS)) {
      return StoreCopy.copy(source, target, NOBODY);
    }
  }

  private static <T> T done(Consumer<Consumer<T>> asked) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    asked.accept(answer::complete);
    return Asked.answer(answer);
  }

  /// Fills the data directory: a run that goes on, one that ended, one that was erased.
  private SampleRun fill() {
    try (Opened opened = new Opened(Stores.open(data, OPTIONS))) {
      SampleRun going = Asked.created(opened, "going", 3);
      SampleRun ended = Asked.created(opened, "ended", 1);
      Asked.append(opened, "run_ended", 1, ended.next(5, 100), Status.CONVERGED);
      SampleRun erased = Asked.created(opened, "erased", 1);
      Asked.append(opened, "run_erased", 1, erased.next(1, 100), Status.CONVERGED);
      Erasure gone = new Erasure(SampleRun.NOON, "asked for");
      assertInstanceOf(
          EraseResult.Erased.class,
          StoreCopyTest.<EraseResult>done(done -> opened.store().erase("job_erased", gone, done)));
      UsageStore.Used used = new UsageStore.Used("default", "key", LocalDate.EPOCH, 1, 2, 3);
      JobStore.Job keyed = SampleRun.job("keyed");
      assertInstanceOf(
          CreateResult.Created.class,
          StoreCopyTest.<CreateResult>done(done ->
              opened
                  .store()
                  .create(
                      keyed,
                      new SampleRun(keyed.runId()).next(1, 10),
                      SampleRun.head(Status.RUNNING).using(List.of(used)),
                      new IdempotencyKey("submit", "key", "fingerprint"),
                      done)));
      AdminLog.Act act =
          new AdminLog.Act(
              SampleRun.NOON, "default", "ann", true, "did", "", AdminLog.Outcome.DONE, "");
      assertTrue(StoreCopyTest.<Boolean>done(done -> opened.store().adminLog().record(act, done)));
      TemplateStore.Template template =
          new TemplateStore.Template("default", "t", "1.0.0", "hash", "s", "w", SampleRun.NOON);
      assertInstanceOf(
          InstallResult.Installed.class,
          StoreCopyTest.<InstallResult>done(
              done -> opened.store().templates().install(template, done)));
      hook(opened.store());
      return going;
    }
  }

  /// One that has told of nothing yet, has failed once, and has a letter that is given up.
  private static void hook(Store store) {
    Webhook webhook =
        new Webhook(
            "hook",
            "default",
            "",
            "https://example.org/hook",
            EnumSet.of(Happening.ENDED),
            "secret",
            "about it",
            "ann",
            SampleRun.NOON,
            null);
    assertInstanceOf(
        WebhookStore.Change.class,
        StoreCopyTest.<WebhookStore.Change>done(
            done -> store.webhooks().add(List.of(webhook), done)));
    Asked.created(new Opened(store), "told", 2);
    WebhookStore.Cursor cursor = due(store).getFirst().cursor();
    WebhookStore.Letter letter =
        new WebhookStore.Letter("run_told", 1, 7, SampleRun.NOON, "it is away");
    StoreCopyTest.<WebhookStore.Change>done(done -> store.webhooks().giveUp(cursor, letter, done));
  }

  private static List<WebhookStore.Due> due(Store store) {
    String here = "here";
    StoreCopyTest.<WebhookStore.Change>done(done ->
        store.webhooks().claim("hook", here, SampleRun.NOON, SampleRun.NOON.plusSeconds(1), done));
    return store.webhooks().due(here, SampleRun.NOON, 10, 10);
  }

  private static void assertSame(Store expected, Store found, List<String> names) {
    assertEquals(due(expected), due(found));
    assertFalse(due(found).isEmpty());
    assertEquals(expected.webhooks().letters("hook", 10), found.webhooks().letters("hook", 10));
    assertEquals(1, found.webhooks().letters("hook", 10).size());
    for (String name : names) {
      assertEquals(expected.job("default", "job_" + name), found.job("default", "job_" + name));
      assertEquals(expected.run("run_" + name), found.run("run_" + name));
      List<Sealed> events = expected.read("run_" + name, 0, 1_000, 1_000_000);
      List<Sealed> copied = found.read("run_" + name, 0, 1_000, 1_000_000);
      assertEquals(events.size(), copied.size());
      for (int i = 0; i < events.size(); i++) {
        assertArrayEquals(events.get(i).json(), copied.get(i).json());
      }
    }
    JobStore.Query all = new JobStore.Query("default", null, null, null, null, null, null, 10);
    assertEquals(expected.list(all), found.list(all));
    assertEquals(expected.unfinished("", 10), found.unfinished("", 10));
    assertEquals(expected.stored(null), found.stored(null));
    assertEquals(expected.usage().since(LocalDate.EPOCH), found.usage().since(LocalDate.EPOCH));
    assertEquals(expected.adminLog().entries(0, 10), found.adminLog().entries(0, 10));
    assertEquals(
        expected.templates().templates("default", null, 10),
        found.templates().templates("default", null, 10));
    IdempotencyKey key = new IdempotencyKey("submit", "key", "fingerprint");
    assertEquals(expected.keyed("default", key), found.keyed("default", key));
    assertTrue(found.keyed("default", key).isPresent());
  }

  private void assertSame(StoreAddress to) {
    try (Store expected = Stores.open(data, OPTIONS);
        Store found = Stores.open(to, OPTIONS)) {
      assertSame(expected, found, List.of("going", "ended", "erased", "keyed"));
    }
  }

  @Test
  void everythingIsCopiedAndASecondCopyTakesOnlyWhatIsNew() throws Exception {
    SampleRun going = fill();
    StoreAddress to = new StoreAddress(Postgres.database());
    assertEquals(new StoreCopy.Counts(5, 5, 5, 14), copy(to));
    assertSame(to);
    assertEquals(new StoreCopy.Counts(5, 0, 5, 14), copy(to));
    try (Opened opened = new Opened(Stores.open(data, OPTIONS))) {
      assertInstanceOf(
          AppendResult.Appended.class,
          Asked.append(opened, "run_going", 3, going.next(2, 100), Status.CONVERGED));
    }
    assertEquals(new StoreCopy.Counts(5, 1, 5, 16), copy(to));
    assertSame(to);
  }

  @Test
  void whatProgressedInTheDatabaseIsNotOverwritten() throws Exception {
    SampleRun going = fill();
    StoreAddress to = new StoreAddress(Postgres.database());
    copy(to);
    try (Opened opened = new Opened(Stores.open(to, OPTIONS))) {
      Asked.append(opened, "run_going", 3, going.next(1, 100));
    }
    ConvergeException refused = assertThrows(ConvergeException.class, () -> copy(to));
    assertEquals(ErrorCode.CONFLICT, refused.code());
    String told = String.valueOf(refused.getMessage());
    assertTrue(
        told.startsWith("job job_going: the one in the database has other events in run run_going"),
        told);
  }

  @Test
  void aDamagedChainAndAStoreInUseAreReported() throws Exception {
    fill();
    StoreAddress to = new StoreAddress(Postgres.database());
    try (Store used = Stores.open(data, OPTIONS)) {
      assertEquals(
          ErrorCode.UNAVAILABLE,
          assertThrows(ConvergeException.class, () -> copy(to)).code(),
          used::toString);
    }
    try (Store used = Stores.open(to, OPTIONS)) {
      assertEquals(
          ErrorCode.UNAVAILABLE,
          assertThrows(ConvergeException.class, () -> copy(to)).code(),
          used::toString);
    }
    try (var database = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("converge.db"));
        var statement = database.createStatement()) {
      statement.execute(
          "DELETE FROM journal WHERE run_no = (SELECT run_no FROM run WHERE run_id = 'run_ended')"
              + " AND first_sequence > 1");
    }
    ConvergeException damaged = assertThrows(ConvergeException.class, () -> copy(to));
    assertEquals(ErrorCode.INVALID, damaged.code());
    String told = String.valueOf(damaged.getMessage());
    assertTrue(
        told.startsWith("job job_ended, run run_ended: ends with event 1 (expected: 6)"), told);
    assertEquals(
        ErrorCode.NOT_FOUND,
        assertThrows(
                ConvergeException.class,
                () -> Stores.source(StoreAddress.of(data.resolve("none")), OPTIONS))
            .code());
  }
}
