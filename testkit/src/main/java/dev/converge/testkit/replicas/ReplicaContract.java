package dev.converge.testkit.replicas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.status.Status;
import dev.converge.engine.listing.HeldProposals;
import dev.converge.engine.listing.RunProgress;
import dev.converge.engine.store.InputBox;
import dev.converge.engine.store.InputBox.PostResult;
import dev.converge.engine.store.JobStore.Due;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.Journal.AppendResult;
import dev.converge.engine.store.Membership;
import dev.converge.engine.store.Ownership.Claim;
import dev.converge.engine.store.Rest;
import dev.converge.engine.store.Watches;
import dev.converge.testkit.contract.Asked;
import dev.converge.testkit.contract.SampleRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every store does that several engines work on; a subclass opens one.
public abstract class ReplicaContract {
  private static final Instant LATER = SampleRun.NOON.plusSeconds(3_600);

  private OpenReplicas database;
  private OpenReplica one;
  private OpenReplica two;

  /// Opens a database that holds nothing.
  protected abstract OpenReplicas open() throws Exception;

  /// For subclasses.
  @SuppressWarnings("NullAway.Init") // set before each test
  protected ReplicaContract() {}

  @BeforeEach
  final void openStores() throws Exception {
    database = open();
    one = database.join();
    two = database.join();
  }

  @AfterEach
  final void closeStores() {
    one.close();
    two.close();
    database.close();
  }

  private static void until(BooleanSupplier holds, String what) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Asked.PATIENCE_SECONDS);
    while (!holds.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, () -> "never: " + what);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static Claim claim(OpenReplica at, SampleRun run) {
    return at.replica().ownership().claim(run.runId());
  }

  private static AppendResult append(OpenReplica at, SampleRun run) {
    long before = run.sequence();
    return Asked.append(at, run.runId(), before, run.next(1, 10));
  }

  private static void rest(OpenReplica at, SampleRun run, Instant until) {
    Journal.RunHead head =
        new Journal.RunHead(
            Status.WAITING,
            null,
            1,
            1,
            SampleRun.NOON,
            RunProgress.UNKNOWN,
            until,
            HeldProposals.NONE,
            List.of());
    CompletableFuture<AppendResult> result = new CompletableFuture<>();
    long before = run.sequence();
    at.journal().append(run.runId(), before, run.next(1, 5), head, result::complete);
    assertInstanceOf(AppendResult.Appended.class, Asked.answer(result));
  }

  private static void release(OpenReplica at, SampleRun run) {
    at.replica().ownership().release(List.of(run.runId()));
  }

  /// Another one can claim it, at the latest soon after it was released.
  private static void untilMine(OpenReplica at, SampleRun run) {
    until(() -> claim(at, run) instanceof Claim.Mine, run.runId() + " is claimed");
  }

  private static Set<String> due(OpenReplica at) {
    Set<String> found = new TreeSet<>();
    Due last = Due.START;
    for (List<Due> page = at.replica().ownership().claimDue(last, LATER, 2);
        !page.isEmpty();
        page = at.replica().ownership().claimDue(last, LATER, 2)) {
      assertTrue(page.size() <= 2);
      page.forEach(due -> assertTrue(found.add(due.runId()), due::runId));
      last = page.getLast();
    }
    return found;
  }

  @Test
  final void whoeverCreatesARunOwnsIt() {
    SampleRun run = Asked.created(one, "a", 2);
    assertInstanceOf(Claim.Elsewhere.class, claim(two, run));
    Claim.Mine mine = assertInstanceOf(Claim.Mine.class, claim(one, run));
    assertEquals(2, mine.run().sequence());
    assertEquals("run_a", mine.run().runId());
    assertInstanceOf(Claim.NoSuchRun.class, one.replica().ownership().claim("run_none"));
  }

  @Test
  final void anAppendToARunOfAnotherIsAConflictAndStoresNothing() {
    SampleRun run = Asked.created(one, "a", 2);
    assertEquals(
        new AppendResult.Conflict(2),
        Asked.append(two, "run_a", 2, new SampleRun("run_a").next(3, 10).subList(2, 3)));
    assertInstanceOf(AppendResult.Appended.class, append(one, run));
    assertEquals(3, two.jobs().run("run_a").orElseThrow().sequence());
  }

  @Test
  final void aRunThatWasReleasedIsClaimedByOneAlone() {
    SampleRun run = Asked.created(one, "a", 1);
    release(one, run);
    untilMine(two, run);
    assertInstanceOf(Claim.Elsewhere.class, claim(one, run));
    release(one, run);
    assertInstanceOf(Claim.Elsewhere.class, claim(one, run));
    assertInstanceOf(AppendResult.Appended.class, append(two, run));
  }

  @Test
  final void aClaimComesAfterAReleaseThatWasHandedOverBefore() {
    SampleRun run = Asked.created(one, "a", 1);
    for (int i = 0; i < 20; i++) {
      release(one, run);
      assertInstanceOf(Claim.Mine.class, claim(one, run));
      assertInstanceOf(Claim.Elsewhere.class, claim(two, run));
    }
  }

  @Test
  final void whoeverAppendsToARunThatNobodyOwnsOwnsItFromThenOn() {
    SampleRun run = Asked.created(one, "a", 1);
    release(one, run);
    untilMine(two, run);
    release(two, run);
    assertInstanceOf(AppendResult.Appended.class, append(two, run));
    assertInstanceOf(Claim.Elsewhere.class, claim(one, run));
  }

  @Test
  final void aFinalRunNeedsNoOwner() {
    SampleRun run = Asked.created(one, "a", 1);
    Asked.append(one, "run_a", 1, run.next(1, 10), Status.CONVERGED);
    Claim.Final over = assertInstanceOf(Claim.Final.class, claim(two, run));
    assertEquals(Status.CONVERGED, over.run().head().status());
    assertInstanceOf(Claim.Final.class, claim(one, run));
    // It is reopened.
    assertInstanceOf(AppendResult.Appended.class, append(two, run));
    assertInstanceOf(Claim.Elsewhere.class, claim(one, run));
  }

  @Test
  final void runsThatMustBeDrivenAreClaimedOnceAndThoseOfOthersAreLeftAlone() {
    List<SampleRun> runs = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      runs.add(Asked.created(one, "r" + i, 1));
    }
    assertEquals(Set.of(), due(two));
    rest(one, runs.get(1), SampleRun.NOON);
    rest(one, runs.get(2), LATER.plusSeconds(1));
    rest(one, runs.get(3), Rest.FOR_EVER);
    runs.subList(0, 5).forEach(run -> release(one, run));
    until(
        () -> due(two).equals(Set.of("run_r0", "run_r1", "run_r4")),
        "the runs that nobody owns and whose time has come");
    assertEquals(Set.of("run_r5"), due(one));
    assertInstanceOf(Claim.Elsewhere.class, claim(one, runs.get(0)));
    assertThrows(
        IllegalArgumentException.class,
        () -> one.replica().ownership().claimDue(Due.START, LATER, 0));
  }

  @Test
  final void whoeverWasTakenForDeadStoresNothingAndItsRunsAreClaimedByOthers() {
    SampleRun run = Asked.created(one, "a", 1);
    Told told = new Told();
    one.replica().membership().listen(told);
    database.cutOff(one);
    untilMine(two, run);
    assertInstanceOf(AppendResult.Appended.class, append(two, run));
    SampleRun stale = new SampleRun("run_a");
    stale.next(2, 10);
    AppendResult late = append(one, stale);
    assertTrue(
        late instanceof AppendResult.Fenced || late instanceof AppendResult.Conflict,
        late::toString);
    assertEquals(2, two.jobs().run("run_a").orElseThrow().sequence());
    until(() -> told.all.containsAll(List.of("lost", "joined")), "told");
    assertEquals(List.of("lost", "joined"), told.order());
    until(one.replica().membership()::member, "a member again");
    assertInstanceOf(Claim.Elsewhere.class, claim(one, run));
    SampleRun other = Asked.created(one, "b", 1);
    assertInstanceOf(Claim.Elsewhere.class, claim(two, other));
  }

  @Test
  final void whatWasLeftByTheDeadIsDue() {
    Asked.created(one, "a", 1);
    SampleRun waits = Asked.created(one, "b", 1);
    rest(one, waits, Rest.FOR_EVER);
    Told told = new Told();
    two.replica().membership().listen(told);
    database.cutOff(one);
    until(() -> due(two).equals(Set.of("run_a")), "left by the dead");
    until(() -> told.all.contains("freed"), "told");
    untilMine(two, waits);
  }

  @Test
  final void membersKnowEachOther() {
    until(() -> one.replica().membership().members().size() == 2, "both");
    List<Membership.Member> members = one.replica().membership().members();
    assertTrue(members.getFirst().self());
    assertFalse(members.getLast().self());
    assertTrue(one.replica().membership().member());
  }

  @Test
  final void whoeverWatchesIsToldWhatOthersStored() {
    SampleRun run = Asked.created(one, "a", 1);
    SampleRun other = Asked.created(one, "b", 1);
    ConcurrentLinkedQueue<Long> seen = new ConcurrentLinkedQueue<>();
    two.replica().watches().watch("run_a", seen::add);
    append(one, other);
    append(one, run);
    until(() -> seen.contains(2L), "the append");
    append(one, run);
    append(one, run);
    until(() -> seen.contains(4L), "the last append");
    two.replica().watches().unwatch("run_a");
    assertTrue(seen.stream().allMatch(n -> n <= 4));
  }

  private static boolean stands(
      Map<String, Watches.Moved> seen, String runId, long sequence, Status status) {
    Watches.Moved moved = seen.get(runId);
    return moved != null
        && moved.run().sequence() == sequence
        && moved.run().head().status() == status;
  }

  @Test
  final void whoeverWatchesAllRunsIsToldWhereThoseOfOthersStand() {
    until(() -> one.replica().membership().members().size() == 2, "both");
    Map<String, Watches.Moved> seen = new ConcurrentHashMap<>();
    two.replica()
        .watches()
        .watchAll(
            new Watches.Everything() {
              @Override
              public void moved(List<Watches.Moved> runs) {
                runs.forEach(moved -> seen.put(moved.run().runId(), moved));
              }

              @Override
              public void missed() {
                // What is told here comes after it.
              }
            });
    SampleRun created = Asked.created(one, "a", 2);
    SampleRun ended = Asked.created(one, "b", 1);
    until(() -> seen.containsKey("run_a"), "the creation");
    Watches.Moved first = Objects.requireNonNull(seen.get("run_a"));
    assertEquals("job_a", first.run().jobId());
    assertEquals(two.jobs().jobOfRun("run_a").orElseThrow().tenant(), first.tenant());
    Asked.append(one, "run_b", 1, ended.next(1, 10), Status.CONVERGED);
    until(() -> stands(seen, "run_b", 2, Status.CONVERGED), "the end");
    append(one, created);
    append(one, created);
    until(() -> stands(seen, "run_a", 4, Status.RUNNING), "the last append");
    two.replica().watches().unwatchAll();
  }

  @Test
  final void aPostedInputIsAnsweredWithTheEventsThatItLedTo() {
    SampleRun run = Asked.created(one, "a", 1);
    ConcurrentLinkedQueue<String> posted = new ConcurrentLinkedQueue<>();
    one.replica().inputs().whenPosted(posted::add);
    CompletableFuture<PostResult> result = new CompletableFuture<>();
    InputBox.Posted input = new InputBox.Posted("in_1", "run_a", "{\"kind\":\"paused\"}");
    two.replica().inputs().post(input, result::complete);
    until(() -> posted.contains("run_a"), "told of the input");
    until(() -> one.replica().inputs().open("run_a").equals(List.of(input)), "the input");
    assertFalse(result.isDone());
    CompletableFuture<AppendResult> appended = new CompletableFuture<>();
    List<InputBox.Answered> answers = List.of(new InputBox.Answered("in_1", "{\"did\":\"it\"}"));
    // An append that is not stored answers nothing.
    one.journal()
        .append(
            "run_a",
            7,
            new SampleRun("run_a").next(8, 10).subList(7, 8),
            SampleRun.head(Status.RUNNING),
            answers,
            appended::complete);
    assertEquals(new AppendResult.Conflict(1), Asked.answer(appended));
    assertEquals(List.of(input), one.replica().inputs().open("run_a"));
    CompletableFuture<AppendResult> again = new CompletableFuture<>();
    one.journal()
        .append(
            "run_a", 1, run.next(1, 10), SampleRun.head(Status.RUNNING), answers, again::complete);
    assertInstanceOf(AppendResult.Appended.class, Asked.answer(again));
    assertEquals(new PostResult.Taken("{\"did\":\"it\"}"), Asked.answer(result));
    assertEquals(List.of(), one.replica().inputs().open("run_a"));
  }

  @Test
  final void anInputThatLedToNothingIsAnsweredAlone() {
    Asked.created(one, "a", 1);
    CompletableFuture<PostResult> result = new CompletableFuture<>();
    two.replica().inputs().post(new InputBox.Posted("in_1", "run_a", "{}"), result::complete);
    until(() -> one.replica().inputs().open("run_a").size() == 1, "the input");
    one.replica().inputs().answer(List.of(new InputBox.Answered("in_1", "{\"no\":1}")));
    assertEquals(new PostResult.Taken("{\"no\":1}"), Asked.answer(result));
  }

  @Test
  final void anInputThatIsLeftUnansweredIsFoundByTheNextOwnerAndOneWithdrawnIsNot() {
    SampleRun run = Asked.created(one, "a", 1);
    CompletableFuture<PostResult> result = new CompletableFuture<>();
    InputBox.Posted kept = new InputBox.Posted("in_1", "run_a", "{\"n\":1}");
    InputBox.Posted withdrawn = new InputBox.Posted("in_2", "run_a", "{\"n\":2}");
    two.replica().inputs().post(kept, result::complete);
    two.replica().inputs().post(withdrawn, _ -> {});
    until(() -> one.replica().inputs().open("run_a").equals(List.of(kept, withdrawn)), "both");
    two.replica().inputs().withdraw("in_2");
    until(() -> one.replica().inputs().open("run_a").equals(List.of(kept)), "the other");
    database.cutOff(one);
    untilMine(two, run);
    assertEquals(List.of(kept), two.replica().inputs().open("run_a"));
    two.replica().inputs().answer(List.of(new InputBox.Answered("in_1", "{}")));
    assertEquals(new PostResult.Taken("{}"), Asked.answer(result));
  }

  private static final class Told implements Membership.Listener {
    private final ConcurrentLinkedQueue<String> all = new ConcurrentLinkedQueue<>();

    List<String> order() {
      return all.stream().filter(what -> !what.equals("freed")).distinct().toList();
    }

    @Override
    public void lost(String why) {
      all.add("lost");
    }

    @Override
    public void joined() {
      all.add("joined");
    }

    @Override
    public void freed() {
      all.add("freed");
    }
  }
}
