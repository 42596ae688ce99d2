package dev.converge.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Input;
import dev.converge.core.Pending;
import dev.converge.core.Program;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.decision.Decision;
import dev.converge.core.event.Sealed;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Outcome;
import dev.converge.core.status.Status;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.EngineStore;
import dev.converge.engine.Reply;
import dev.converge.engine.Submission;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.feed.Feed;
import dev.converge.engine.host.Host;
import dev.converge.engine.host.SteadyClock;
import dev.converge.engine.host.SystemTimers;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.Room;
import dev.converge.testkit.contract.JournalContract;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Two engines on one store, on real threads.
class TwoEnginesTest {
  private static final int RUNS = 40;
  private static final Program GATE = ScriptedPrograms.gate(2);
  private static final Budget BUDGET = GATE.definition().budget();
  private static final Budget ONE_CYCLE =
      new Budget(
          1, BUDGET.maxFacts(), BUDGET.maxDuration(), BUDGET.maxTokens(), BUDGET.maxCostMicros());

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SystemTimers timers = new SystemTimers();
  private final SteadyClock clock = new SteadyClock();
  private final Host host = new Host(threads, timers, clock, new SecureRandom());
  private final ScriptedAgents agents = new ScriptedAgents();
  private final SharedStore store = new SharedStore(clock, () -> false);
  private final Joined one = new Joined("one");
  private final Joined two = new Joined("two");

  private final class Joined {
    private final ExecutorService callbacks = Executors.newSingleThreadExecutor();
    private final SharedMember member;
    private final Engine engine;

    Joined(String name) {
      member = store.join(name, callbacks);
      engine =
          new Engine(
              EngineSettings.DEFAULT,
              host,
              new EngineStore(member, member, member.replica(), Room.UNLIMITED),
              ScriptedPrograms.installed(GATE),
              agents,
              RunObserver.none());
      engine.recover();
    }

    String submit() {
      return submit(BUDGET);
    }

    String submit(Budget budget) {
      Submission submission =
          Submission.of(
              GATE, List.of(new Seed("seed:1", "Where it starts.", null)), budget, Mode.OFFLINE);
      return LiveEngine.get(engine.submit(submission)).job().runId();
    }

    CompletableFuture<Reply> approve(String runId, String proposalId) {
      return engine.send(
          runId,
          new Input.Decided(proposalId, Decision.APPROVED, "ann", false, null, engine.now()));
    }
  }

  @AfterEach
  void close() {
    one.engine.close();
    two.engine.close();
    agents.close();
    threads.shutdownNow();
    one.callbacks.shutdownNow();
    two.callbacks.shutdownNow();
    timers.close();
  }

  private static void until(BooleanSupplier holds, String what) {
    long end = System.nanoTime() + LiveEngine.PATIENCE.toNanos();
    while (!holds.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, () -> "never: " + what);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private Optional<String> open(String runId) {
    return two.engine.view(runId).state().pending().stream()
        .filter(pending -> pending.decision().isEmpty())
        .map(Pending::proposalId)
        .findFirst();
  }

  private String openSoon(String runId) {
    until(() -> open(runId).isPresent(), runId + " waits for a decision");
    return open(runId).orElseThrow();
  }

  private static boolean converged(Engine engine, String runId) {
    return engine.view(runId).state().status() == Status.CONVERGED;
  }

  @Test
  void decisionsOnAnyServerAtTheSameTimeCountOnceAndStreamsContinueEverywhere() {
    List<String> runs = new ArrayList<>();
    List<Feed> feeds = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      runs.add((i % 2 == 0 ? one : two).submit());
      feeds.add((i % 2 == 0 ? two : one).engine.feed(runs.getLast(), 0));
    }
    for (int round = 0; round < 2; round++) {
      List<CompletableFuture<Reply>> replies = new ArrayList<>();
      for (String runId : runs) {
        String proposalId = openSoon(runId);
        for (int i = 0; i < 2; i++) {
          replies.add(one.approve(runId, proposalId));
          replies.add(two.approve(runId, proposalId));
        }
      }
      long accepted =
          replies.stream()
              .map(LiveEngine::get)
              .filter(reply -> reply.outcome() instanceof Outcome.Accepted)
              .count();
      assertEquals(RUNS, accepted);
    }
    for (int i = 0; i < RUNS; i++) {
      String runId = runs.get(i);
      assertEquals(Status.CONVERGED, ended(one, runId));
      assertEquals(Status.CONVERGED, ended(two, runId));
      List<Sealed> heard = new ArrayList<>();
      try (Feed feed = feeds.get(i)) {
        until(
            () -> {
              heard.addAll(feed.next(100, 1_000_000));
              return feed.ended();
            },
            runId + " is heard to its end");
      }
      JournalContract.assertSame(store.disk().read(runId, 0, 10_000, 1 << 30), heard);
    }
  }

  @Test
  void streamsOfARunOfAnotherServerAreFedFromOneReading() {
    String runId = one.submit();
    String first = openSoon(runId);
    List<Feed> feeds = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      Feed feed = two.engine.feed(runId, 0);
      feed.onMore(new AtomicInteger()::incrementAndGet);
      feeds.add(feed);
    }
    assertInstanceOf(Outcome.Accepted.class, LiveEngine.get(one.approve(runId, first)).outcome());
    String second = openSoon(runId);
    long waiting = store.disk().run(runId).orElseThrow().sequence();
    for (Feed feed : feeds) {
      until(
          () -> feed.next(100, 1_000_000).isEmpty() && feed.position() == waiting,
          "a stream is where the run is");
    }
    assertInstanceOf(Outcome.Accepted.class, LiveEngine.get(one.approve(runId, second)).outcome());
    for (Feed feed : feeds) {
      until(
          () -> {
            feed.nextInMemory(100, 1_000_000);
            return feed.ended();
          },
          "a stream ends without a reading of its own");
      feed.close();
    }
  }

  @Test
  void aStreamAtTheEndOfARunHearsThatAnotherServerContinuesIt() {
    String runId = two.submit(ONE_CYCLE);
    LiveEngine.get(two.approve(runId, openSoon(runId)));
    assertEquals(Status.HALTED, ended(two, runId));
    AtomicInteger told = new AtomicInteger();
    try (Feed feed = two.engine.feed(runId, store.disk().run(runId).orElseThrow().sequence())) {
      feed.onMore(told::incrementAndGet);
      assertTrue(feed.live(), "nobody looks by himself whether there is more");
      assertTrue(feed.next(100, 1_000_000).isEmpty());
      Input again =
          new Input.Continued(BUDGET, List.of(), "ann", false, null, null, one.engine.now());
      assertInstanceOf(
          Outcome.Accepted.class, LiveEngine.get(one.engine.send(runId, again)).outcome());
      until(() -> told.get() > 0, "the stream is told");
      assertEquals("run_continued", feed.next(100, 1_000_000).getFirst().type());
    }
    openSoon(runId);
  }

  private static Status ended(Joined server, String runId) {
    return LiveEngine.get(server.engine.await(runId, LiveEngine.PATIENCE)).state().status();
  }

  @Test
  void runsOfAServerThatWasTakenForDeadContinueAndAreDecidedOnEither() {
    List<String> runs = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      runs.add(one.submit());
    }
    store.cutOff(one.member);
    for (int round = 0; round < 2; round++) {
      for (String runId : runs) {
        String proposalId = openSoon(runId);
        Joined asked = round == 0 ? one : two;
        assertInstanceOf(Outcome.class, decided(asked, runId, proposalId).outcome());
      }
      if (round == 0) {
        store.cutOff(two.member);
      }
    }
    for (String runId : runs) {
      until(() -> converged(one.engine, runId) && converged(two.engine, runId), runId + " ends");
    }
  }

  /// Asks again while the server is told that it is no member.
  private Reply decided(Joined server, String runId, String proposalId) {
    List<Reply> replies = new ArrayList<>();
    until(
        () -> {
          try {
            replies.add(server.approve(runId, proposalId).join());
            return true;
          } catch (CompletionException e) {
            if (e.getCause() instanceof ConvergeException known) {
              assertEquals(ErrorCode.UNAVAILABLE, known.code());
              server.member.look();
              return false;
            }
            throw e;
          }
        },
        "a decision on " + runId);
    return replies.getFirst();
  }
}
