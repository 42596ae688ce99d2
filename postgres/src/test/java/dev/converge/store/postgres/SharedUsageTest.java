package dev.converge.store.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.converge.core.status.Status;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.JobStore.CreateResult;
import dev.converge.engine.store.Journal.AppendResult;
import dev.converge.engine.store.SharedUsage;
import dev.converge.engine.store.SharedUsage.Answer;
import dev.converge.engine.store.SharedUsage.Ask;
import dev.converge.engine.store.SharedUsage.Unfinished;
import dev.converge.engine.store.UsageStore.Used;
import dev.converge.store.StoreAddress;
import dev.converge.store.StoreOptions;
import dev.converge.testkit.contract.Asked;
import dev.converge.testkit.contract.SampleRun;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What tenants use, counted by two replicas together.
class SharedUsageTest {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 15);
  private static final int ASKS = 40;
  private static final long EACH = 10;

  private final String url = schema();
  private PostgresOpened one;
  private PostgresOpened two;

  private static String schema() {
    try {
      return FreeSchemas.take();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("NullAway.Init") // set before each test
  SharedUsageTest() {}

  @BeforeEach
  void open() {
    one = join();
    two = join();
  }

  private PostgresOpened join() {
    return new PostgresOpened(
        PostgresStore.open(new StoreAddress(url), StoreOptions.durable(InstantSource.system())));
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
    FreeSchemas.give(url);
  }

  private static SharedUsage shared(PostgresOpened server) {
    return server.store().usage().shared().orElseThrow();
  }

  private static CompletableFuture<Answer> ask(
      PostgresOpened server, Used change, long jobs, long most) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    shared(server)
        .reserve(
            new Ask(change, jobs, 0, DAY.withDayOfMonth(1)),
            standing ->
                standing.used().stream().mapToLong(Used::tokens).sum() + change.tokens() <= most,
            answer::complete);
    return answer;
  }

  @Test
  void ofWhatTwoServersAskForAtTheSameTimeNoMoreIsReservedThanFits() {
    long most = ASKS * EACH / 2;
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < ASKS; i++) {
      Used change = new Used("acme", "key-" + i % 2, DAY, 1, EACH, 0);
      answers.add(ask(i % 3 == 0 ? one : two, change, 0, most));
    }
    long reserved =
        answers.stream().map(Asked::answer).filter(Answer.Reserved.class::isInstance).count();
    assertEquals(ASKS / 2, reserved);
    assertEquals(most, two.store().usage().since(DAY).stream().mapToLong(Used::tokens).sum());
    // What others use is another tenant's.
    assertInstanceOf(
        Answer.Reserved.class, Asked.answer(ask(one, new Used("b", "", DAY, 1, EACH, 0), 0, most)));
  }

  @Test
  void jobsThatAreAboutToBeStoredCountUntilTheyAreSettledOrTheirServerIsGone() {
    Used nothing = new Used(SampleRun.job("a").tenant(), "ann", DAY, 1, 0, 0);
    Answer.Reserved first = (Answer.Reserved) Asked.answer(ask(one, nothing, 1, 0));
    Asked.answer(ask(one, nothing, 1, 0));
    assertEquals(2, jobs());
    shared(one).settled(first.number());
    // It is in one lane with what was settled before.
    Asked.answer(ask(one, nothing, 0, 0));
    assertEquals(1, jobs());
    SampleRun run = Asked.created(two, "a", 1);
    assertEquals(2, jobs());
    one.close();
    assertEquals(1, jobs());
    CompletableFuture<AppendResult> over = new CompletableFuture<>();
    two.journal()
        .append(run.runId(), 1, run.next(1, 10), SampleRun.head(Status.CONVERGED), over::complete);
    Asked.answer(over);
    assertEquals(0, jobs());
    one = join();
  }

  @Test
  void whatAServerReservedCountsUntilItIsSettledOrTheServerIsGone() {
    JobStore.Job job = SampleRun.job("a");
    Used change = new Used(job.tenant(), "ann", DAY, 1, EACH, 0);
    long number = reserved(change);
    reserved(change);
    assertEquals(2 * EACH, tokens());
    // For a moment it counts beside what is stored.
    CompletableFuture<CreateResult> created = new CompletableFuture<>();
    one.jobs()
        .create(
            job,
            new SampleRun(job.runId()).next(1, 10),
            SampleRun.head(Status.RUNNING).using(List.of(change)),
            null,
            created::complete);
    assertEquals(new CreateResult.Created(), Asked.answer(created));
    assertEquals(3 * EACH, tokens());
    shared(one).settled(number);
    assertEquals(2 * EACH, settledTokens());
    one.close();
    assertEquals(EACH, tokens());
    one = join();
  }

  private long reserved(Used change) {
    return ((Answer.Reserved) Asked.answer(ask(one, change, 0, Long.MAX_VALUE))).number();
  }

  private long tokens() {
    return two.store().usage().since(DAY).stream().mapToLong(Used::tokens).sum();
  }

  /// After what both servers were told: a reservation is in one lane with that.
  private long settledTokens() {
    Used nothing = new Used("other", "", DAY, 0, 0, 0);
    Asked.answer(ask(one, nothing, 0, 0));
    Asked.answer(ask(two, nothing, 0, 0));
    return tokens();
  }

  private long jobs() {
    return shared(two).unfinished(null).stream().mapToLong(Unfinished::jobs).sum();
  }
}
