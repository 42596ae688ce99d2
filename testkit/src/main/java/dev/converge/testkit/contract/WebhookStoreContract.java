package dev.converge.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.status.Status;
import dev.converge.engine.store.EventId;
import dev.converge.engine.store.Happening;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.Webhook;
import dev.converge.engine.store.WebhookStore;
import dev.converge.engine.store.WebhookStore.Change;
import dev.converge.engine.store.WebhookStore.Cursor;
import dev.converge.engine.store.WebhookStore.Due;
import dev.converge.engine.store.WebhookStore.Letter;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every store does for webhooks; a subclass opens one.
public abstract class WebhookStoreContract extends StoreContract {
  private static final Instant NOON = SampleRun.NOON;
  private static final String HERE = "server-1";

  private WebhookStore webhooks;

  /// The webhooks of a store that is open.
  protected abstract WebhookStore webhooks(OpenStore opened);

  /// For subclasses.
  @SuppressWarnings("NullAway.Init") // set before each test
  protected WebhookStoreContract() {}

  @BeforeEach
  final void openWebhooks() {
    webhooks = webhooks(store);
  }

  private static <T> T done(Consumer<Consumer<T>> asked) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    asked.accept(answer::complete);
    return Asked.answer(answer);
  }

  private static Change changed(Consumer<Consumer<Change>> asked) {
    return done(asked);
  }

  private static Webhook hook(String id, String tenant, String jobId) {
    return new Webhook(
        id,
        tenant,
        jobId,
        "https://example.org/" + id,
        EnumSet.of(Happening.ENDED, Happening.PERSON_NEEDED),
        "whsec_c2VjcmV0",
        "für Ann",
        "ann",
        NOON,
        null);
  }

  private Webhook added(String id, String tenant, String jobId) {
    Webhook webhook = hook(id, tenant, jobId);
    assertEquals(Change.DONE, changed(told -> webhooks.add(List.of(webhook), told)));
    return webhook;
  }

  private static Journal.RunHead head() {
    return new Journal.RunHead(Status.RUNNING, null, 1, 1, NOON);
  }

  private SampleRun created(String tenant, String name, int events) {
    SampleRun run = new SampleRun("run_" + name);
    JobStore.Job job = SampleRun.job(tenant, name, "growth-strategy", null, NOON);
    JobStore.CreateResult created =
        done(told -> store.jobs().create(job, run.next(events, 8), head(), null, told));
    assertEquals(new JobStore.CreateResult.Created(), created);
    return run;
  }

  private void append(SampleRun run, int events) {
    long before = run.sequence();
    Journal.AppendResult appended =
        done(
            told -> store.journal().append(run.runId(), before, run.next(events, 8), head(), told));
    assertEquals(new Journal.AppendResult.Appended(), appended);
  }

  private List<Due> due(Instant now) {
    return webhooks.due(HERE, now, 10, 100);
  }

  private Cursor only(Instant now) {
    List<Due> due = due(now);
    assertEquals(1, due.size(), due::toString);
    return due.getFirst().cursor();
  }

  private static Cursor cursor(String id, SampleRun run, long sequence) {
    return new Cursor(
        id, run.runId(), 0, sequence, run.sequence(), 0, Instant.EPOCH, Instant.EPOCH);
  }

  @Test
  final void aWebhookIsReadAsItWasAddedByItsTenantAlone() {
    Webhook all = added("wh_1", "default", "");
    Webhook one = added("wh_2", "default", "job_a");
    added("wh_3", "other", "");
    assertEquals(List.of(all), webhooks.standing("default", 10));
    assertEquals(Optional.of(one), webhooks.webhook("default", "wh_2"));
    assertEquals(Optional.empty(), webhooks.webhook("other", "wh_2"));
    assertFalse(all.toString().contains("whsec"), all::toString);
    Webhook again = hook("wh_1", "other", "");
    changed(told -> webhooks.add(List.of(again), told));
    assertEquals(List.of(all), webhooks.standing("default", 10));
  }

  @Test
  final void thereIsAWebhookUntilTheLastOneEnds() {
    assertFalse(webhooks.any());
    added("wh_1", "default", "");
    added("wh_2", "default", "job_a");
    assertTrue(webhooks.any());
    changed(told -> webhooks.end("wh_1", new Webhook.Ended(NOON, "over"), told));
    assertTrue(webhooks.any());
    changed(told -> webhooks.remove("default", "wh_2", told));
    assertFalse(webhooks.any());
  }

  @Test
  final void whatIsStoredOfItsTenantIsToBeToldFromThenOn() {
    SampleRun before = created("default", "before", 2);
    Webhook webhook = added("wh_1", "default", "");
    assertEquals(List.of(), due(NOON));
    append(before, 1);
    created("other", "elsewhere", 2);
    assertEquals(List.of(new Due(webhook, cursor("wh_1", before, 2))), due(NOON));
    SampleRun after = created("default", "after", 3);
    append(after, 1);
    append(before, 1);
    assertEquals(
        List.of(cursor("wh_1", after, 0), cursor("wh_1", before, 2)),
        due(NOON).stream().map(Due::cursor).toList());
  }

  @Test
  final void aWebhookOfAJobHearsOfThatJobAloneFromItsFirstEvent() {
    added("wh_1", "default", "job_a");
    created("default", "b", 1);
    SampleRun a = created("default", "a", 2);
    append(a, 2);
    assertEquals(cursor("wh_1", a, 0), only(NOON));
  }

  @Test
  final void aReplayIsNotToldOf() {
    SampleRun run = created("default", "a", 1);
    added("wh_1", "default", "");
    SampleRun replay = new SampleRun("run_replay");
    JobStore.CreateResult created =
        done(told ->
            store
                .jobs()
                .createRun(
                    "job_a", "run_replay", run.runId(), NOON, replay.next(1, 8), head(), told));
    assertEquals(new JobStore.CreateResult.Created(), created);
    append(replay, 1);
    assertEquals(List.of(), due(NOON));
  }

  @Test
  final void aCursorMovesOnceFromWhereItWasRead() {
    added("wh_1", "default", "");
    SampleRun run = created("default", "a", 5);
    Cursor read = only(NOON);
    assertEquals(Change.DONE, changed(told -> webhooks.move(read, read.told(3), told)));
    assertEquals(Change.NOTHING, changed(told -> webhooks.move(read, read.told(4), told)));
    append(run, 1);
    assertEquals(cursor("wh_1", run, 3), only(NOON));
    Cursor now = only(NOON);
    assertEquals(Change.DONE, changed(told -> webhooks.move(now, now.told(6), told)));
    assertEquals(List.of(), due(NOON));
    append(run, 2);
    assertEquals(cursor("wh_1", run, 6), only(NOON));
  }

  @Test
  final void whatFailedIsDueAgainLaterAndRemembersSinceWhen() {
    added("wh_1", "default", "");
    SampleRun run = created("default", "a", 2);
    Cursor read = only(NOON);
    Instant again = NOON.plusSeconds(10);
    Cursor failed = read.failed(NOON, again);
    assertEquals(Change.DONE, changed(told -> webhooks.move(read, failed, told)));
    append(run, 1);
    assertEquals(List.of(), due(again.minusMillis(1)));
    Cursor second = only(again);
    assertEquals(1, second.attempts());
    assertEquals(NOON, second.failingSince());
    assertEquals(3, second.stored());
    Cursor third = second.failed(again, again.plusSeconds(20));
    changed(told -> webhooks.move(second, third, told));
    assertEquals(2, only(again.plusSeconds(20)).attempts());
    assertEquals(NOON, only(again.plusSeconds(20)).failingSince());
  }

  @Test
  final void oneServerAtATimeTellsForAWebhook() {
    added("wh_1", "default", "");
    created("default", "a", 1);
    Instant until = NOON.plusSeconds(10);
    assertEquals(Change.DONE, changed(told -> webhooks.claim("wh_1", HERE, NOON, until, told)));
    assertEquals(
        Change.NOTHING, changed(told -> webhooks.claim("wh_1", "server-2", NOON, until, told)));
    assertEquals(List.of(), webhooks.due("server-2", until.minusMillis(1), 10, 100));
    assertEquals(1, due(NOON).size());
    Instant later = until.plus(Duration.ofSeconds(10));
    assertEquals(1, webhooks.due("server-2", until, 10, 100).size());
    assertEquals(
        Change.DONE, changed(told -> webhooks.claim("wh_1", "server-2", until, later, told)));
    assertEquals(List.of(), due(until));
    assertEquals(Change.NOTHING, changed(told -> webhooks.claim("wh_1", HERE, until, later, told)));
    assertEquals(
        Change.NOTHING, changed(told -> webhooks.claim("wh_none", HERE, NOON, until, told)));
  }

  @Test
  final void eachWebhookGetsItsShareOfWhatIsDue() {
    added("wh_1", "default", "");
    for (int i = 0; i < 5; i++) {
      created("default", "a" + i, 1);
    }
    added("wh_2", "default", "");
    created("default", "z", 1);
    List<String> ids =
        webhooks.due(HERE, NOON, 2, 100).stream().map(due -> due.webhook().id()).sorted().toList();
    assertEquals(List.of("wh_1", "wh_1", "wh_2"), ids);
    assertEquals(1, webhooks.due(HERE, NOON, 2, 1).size());
  }

  @Test
  final void whatIsGivenUpBecomesALetterThatCanBeToldAgain() {
    added("wh_1", "default", "");
    SampleRun run = created("default", "a", 5);
    Cursor read = only(NOON).failed(NOON, NOON);
    changed(told -> webhooks.move(only(NOON), read, told));
    Letter letter = new Letter(run.runId(), 3, 7, NOON.plusSeconds(1), "status 500");
    assertEquals(Change.DONE, changed(told -> webhooks.giveUp(read, letter, told)));
    assertEquals(Change.NOTHING, changed(told -> webhooks.giveUp(read, letter, told)));
    assertEquals(List.of(letter), webhooks.letters("wh_1", 10));
    assertEquals(List.of(), webhooks.letters("wh_2", 10));
    assertEquals(cursor("wh_1", run, 3), only(NOON));

    EventId other = new EventId(run.runId(), 4);
    assertEquals(0, done((Consumer<Integer> told) -> webhooks.sendAgain("wh_1", other, told)));
    assertEquals(
        1, done((Consumer<Integer> told) -> webhooks.sendAgain("wh_1", letter.event(), told)));
    assertEquals(List.of(), webhooks.letters("wh_1", 10));
    Cursor again =
        due(NOON).stream()
            .map(Due::cursor)
            .filter(it -> it.letter() != 0)
            .findFirst()
            .orElseThrow();
    assertEquals(new Cursor("wh_1", run.runId(), 3, 2, 3, 0, Instant.EPOCH, Instant.EPOCH), again);
    append(run, 1);
    assertEquals(Change.DONE, changed(told -> webhooks.move(again, again.told(3), told)));
    assertEquals(cursor("wh_1", run, 3), only(NOON));
  }

  @Test
  final void aLetterThatFailsAgainIsALetterAgain() {
    added("wh_1", "default", "");
    SampleRun run = created("default", "a", 2);
    Letter letter = new Letter(run.runId(), 2, 1, NOON, "no route");
    Cursor read = only(NOON);
    changed(told -> webhooks.giveUp(read, letter, told));
    assertEquals(1, done((Consumer<Integer> told) -> webhooks.sendAgain("wh_1", null, told)));
    Cursor again = only(NOON);
    Letter later = new Letter(run.runId(), 2, 4, NOON.plusSeconds(5), "status 404");
    assertEquals(Change.DONE, changed(told -> webhooks.giveUp(again, later, told)));
    assertEquals(List.of(later), webhooks.letters("wh_1", 10));
    assertEquals(List.of(), due(NOON));
  }

  @Test
  final void aWebhookThatEndedHearsOfNothingMore() {
    Webhook webhook = added("wh_1", "default", "");
    SampleRun run = created("default", "a", 2);
    Webhook.Ended ended = new Webhook.Ended(NOON, "status 410");
    assertEquals(Change.DONE, changed(told -> webhooks.end("wh_1", ended, told)));
    assertEquals(Change.NOTHING, changed(told -> webhooks.end("wh_1", ended, told)));
    append(run, 1);
    created("default", "b", 1);
    assertEquals(List.of(), due(NOON));
    assertEquals(ended, webhooks.webhook("default", webhook.id()).orElseThrow().ended());
    added("wh_2", "default", "");
    append(run, 1);
    assertEquals(cursor("wh_2", run, 3), only(NOON));
  }

  @Test
  final void aWebhookIsRemovedByItsTenantAloneWithAllThatItWasToTell() {
    added("wh_1", "default", "");
    SampleRun run = created("default", "a", 2);
    assertEquals(Change.NOTHING, changed(told -> webhooks.remove("other", "wh_1", told)));
    Letter letter = new Letter(run.runId(), 1, 1, NOON, "status 500");
    Cursor read = only(NOON);
    changed(told -> webhooks.giveUp(read, letter, told));
    assertEquals(Change.DONE, changed(told -> webhooks.remove("default", "wh_1", told)));
    assertEquals(Optional.empty(), webhooks.webhook("default", "wh_1"));
    append(run, 1);
    added("wh_1", "default", "");
    assertEquals(List.of(), due(NOON));
    assertEquals(List.of(), webhooks.letters("wh_1", 10));
    append(run, 1);
    assertEquals(cursor("wh_1", run, 3), only(NOON));
  }

  @Test
  final void aWebhookWhoseJobNeverCameIsTidiedAway() {
    added("wh_1", "default", "job_none");
    added("wh_2", "default", "job_a");
    added("wh_3", "default", "");
    SampleRun run = created("default", "a", 1);
    changed(told -> webhooks.tidy(NOON, 10, told));
    assertTrue(webhooks.webhook("default", "wh_1").isPresent(), "its job may be on the way");
    changed(told -> webhooks.tidy(NOON.plusSeconds(1), 10, told));
    assertTrue(webhooks.webhook("default", "wh_1").isEmpty());
    assertTrue(webhooks.webhook("default", "wh_2").isPresent());
    assertTrue(webhooks.webhook("default", "wh_3").isPresent());
    assertEquals(
        List.of(cursor("wh_2", run, 0), cursor("wh_3", run, 0)),
        due(NOON).stream().map(Due::cursor).toList());
  }
}
