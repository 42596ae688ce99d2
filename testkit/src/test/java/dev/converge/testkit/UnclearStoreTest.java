package dev.converge.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.decision.Decision;
import dev.converge.core.event.Sealed;
import dev.converge.core.status.Outcome;
import dev.converge.core.status.Status;
import dev.converge.engine.AcceptedJob;
import dev.converge.engine.Reply;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.feed.Feed;
import dev.converge.engine.host.Host;
import dev.converge.engine.run.RunView;
import dev.converge.engine.store.ErasureStore;
import dev.converge.testkit.SimStore.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What people, readers and the store see when the store's answers are unclear or turns fail.
class UnclearStoreTest {
  private final SimWorld world = new SimWorld(Choices.of(7));
  private final ScriptedAgents agents = new ScriptedAgents(world::sleep);
  private Fault fault = Fault.NONE;
  private int errors;
  private int salts;
  private final SimStore store = new SimStore(world, _ -> fault);

  @AfterEach
  void close() {
    agents.close();
    world.close();
  }

  /// A host whose machine throws an error whenever salts are drawn, as long as there are errors.
  private Host host() {
    Host host = world.host();
    RandomGenerator random =
        new RandomGenerator() {
          @Override
          public long nextLong() {
            return host.random().nextLong();
          }

          @Override
          public void nextBytes(byte[] bytes) {
            salts++;
            if (errors > 0) {
              errors--;
              throw new SimStore.Exhausted();
            }
            host.random().nextBytes(bytes);
          }
        };
    return new Host(host.executor(), host.timers(), host.clock(), random);
  }

  private SimEngine engine(Program program) {
    return new SimEngine(world, host(), store, agents, program);
  }

  private String waiting(SimEngine engine) {
    String runId = engine.submit();
    world.run(() -> world.quiet() && engine.status(runId) == Status.WAITING);
    return runId;
  }

  private CompletableFuture<Reply> approve(SimEngine engine, String runId) {
    String proposal = engine.state(runId).pending().getFirst().proposalId();
    return engine
        .engine()
        .send(
            runId, new Input.Decided(proposal, Decision.APPROVED, "ann", false, null, world.now()));
  }

  private static List<Sealed> all(Feed feed) {
    List<Sealed> all = new ArrayList<>();
    for (List<Sealed> page = feed.next(10, 100_000); !page.isEmpty(); ) {
      all.addAll(page);
      page = feed.next(10, 100_000);
    }
    return all;
  }

  @Test
  void aDecisionThatWasStoredButToldAsAConflictIsAcceptedAndEveryReaderSeesTheEnd() {
    SimEngine engine = engine(ScriptedPrograms.gate(1));
    String runId = waiting(engine);
    Feed feed = engine.engine().feed(runId, 0);
    fault = Fault.FALSE_CONFLICT;
    CompletableFuture<Reply> reply = approve(engine, runId);
    world.run(reply::isDone);
    fault = Fault.NONE;
    assertInstanceOf(Outcome.Accepted.class, reply.join().outcome());
    CompletableFuture<RunView> over = engine.engine().await(runId, Duration.ofDays(1));
    world.run(over::isDone);
    assertEquals(Status.CONVERGED, over.join().state().status());
    List<Sealed> seen = all(feed);
    assertTrue(feed.ended());
    assertEquals(engine.state(runId).sequence(), seen.size());
  }

  @Test
  void aDecisionThatMeetsAnErrorIsAnsweredAndTheRunContinues() {
    SimEngine engine = engine(ScriptedPrograms.gate(1));
    String runId = waiting(engine);
    Feed feed = engine.engine().feed(runId, 0);
    errors = 1;
    CompletableFuture<Reply> hit = approve(engine, runId);
    world.run(hit::isDone);
    CompletionException told = assertThrows(CompletionException.class, hit::join);
    assertEquals(ErrorCode.INTERNAL, code(told));
    CompletableFuture<Reply> again = approve(engine, runId);
    world.run(again::isDone);
    assertInstanceOf(Outcome.Accepted.class, again.join().outcome());
    world.run(() -> engine.status(runId) == Status.CONVERGED && world.quiet());
    all(feed);
    assertTrue(feed.ended());
  }

  private static ErrorCode code(CompletionException e) {
    return Objects.requireNonNull((ConvergeException) e.getCause()).code();
  }

  @Test
  void aRunWhoseTurnsThrowErrorsAgainAndAgainFailsForAllToSee() {
    SimEngine engine = engine(ScriptedPrograms.slow(3, Duration.ofMillis(100)));
    String runId = engine.submit();
    CompletableFuture<RunView> over = engine.engine().await(runId, Duration.ofDays(1));
    errors = 4;
    world.run(over::isDone);
    RunState state = over.join().state();
    assertEquals(Status.FAILED, state.status());
    assertEquals("internal error, see the log", state.detail().orElse(""));
    assertEquals(0, engine.engine().active());
  }

  @Test
  void whileTheStoreRefusesOneAppendIsTriedForAllRunsAndNoneIsMadeAgain() {
    int many = 300;
    SimEngine engine = engine(ScriptedPrograms.slow(3, Duration.ofMillis(100)));
    List<CompletableFuture<AcceptedJob>> jobs = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      jobs.add(engine.submitted());
    }
    world.run(() -> jobs.stream().allMatch(CompletableFuture::isDone));
    fault = Fault.AWAY;
    after(Duration.ofSeconds(5));
    int writes = store.writes();
    int made = salts;
    after(Duration.ofMinutes(1));
    int tries = store.writes() - writes;
    assertTrue(tries >= 12 && tries <= 30, "tries in a minute: " + tries + " (expected: 12 to 30)");
    assertEquals(made, salts, "no append is salted again");
    fault = Fault.NONE;
    world.run(() ->
        jobs.stream().allMatch(job -> engine.status(job.join().job().runId()) == Status.CONVERGED));
  }

  private void after(Duration time) {
    Instant then = world.now().plus(time);
    world.later(time, () -> {});
    world.run(() -> !world.now().isBefore(then));
  }

  @Test
  void whoeverAsksARunThatWaitsForTheStoreIsToldAtOnce() {
    SimEngine engine = engine(ScriptedPrograms.slow(3, Duration.ofMillis(100)));
    String runId = engine.submit();
    fault = Fault.AWAY;
    after(Duration.ofSeconds(5));
    Instant before = world.now();
    CompletableFuture<Reply> reply =
        engine.engine().send(runId, new Input.Cancelled("ann", null, world.now()));
    world.run(reply::isDone);
    assertEquals(before, world.now(), "without waiting");
    assertEquals(ErrorCode.UNAVAILABLE, code(assertThrows(CompletionException.class, reply::join)));
    fault = Fault.NONE;
    world.run(() -> engine.status(runId) == Status.CONVERGED);
  }

  /// Has another server take up a run that is driven here as well, and cancel it.
  private void cancelledElsewhere(Program program, String runId) {
    SimEngine elsewhere = engine(program);
    CompletableFuture<Reply> reply =
        elsewhere.engine().send(runId, new Input.Cancelled("ann", null, world.now()));
    world.run(reply::isDone);
    assertInstanceOf(Outcome.Accepted.class, reply.join().outcome());
  }

  @Test
  void aRunThatEndedElsewhereEndsForItsReadersHereToo() {
    Program program = ScriptedPrograms.slow(3, Duration.ofSeconds(10));
    SimEngine here = engine(program);
    String runId = here.submit();
    Feed feed = here.engine().feed(runId, 0);
    CompletableFuture<RunView> over = here.engine().await(runId, Duration.ofDays(1));
    cancelledElsewhere(program, runId);
    world.run(over::isDone);
    assertEquals(here.status(runId), over.join().state().status());
    assertTrue(over.join().state().status().isFinal());
    assertEquals(here.state(runId).sequence(), all(feed).size());
    assertTrue(feed.ended());
    assertEquals(0, here.engine().active());
  }

  @Test
  void aRunThatWasRemovedElsewhereIsLeftAndKeepsNobodyWaiting() {
    Program program = ScriptedPrograms.slow(3, Duration.ofSeconds(10));
    SimEngine here = engine(program);
    String runId = here.submit();
    Feed feed = here.engine().feed(runId, 0);
    AtomicInteger told = new AtomicInteger();
    feed.onMore(told::incrementAndGet);
    Instant before = world.now();
    CompletableFuture<RunView> left = here.engine().await(runId, Duration.ofDays(1));
    cancelledElsewhere(program, runId);
    CompletableFuture<ErasureStore.RemoveResult> removed = new CompletableFuture<>();
    store.disk().remove(world.now().plus(Duration.ofDays(1)), 10, removed::complete);
    assertInstanceOf(ErasureStore.RemoveResult.Removed.class, removed.join());
    int heard = told.get();
    world.run(left::isDone);
    assertTrue(world.now().isBefore(before.plus(Duration.ofHours(1))), "not only at the end");
    assertTrue(told.get() > heard, "the reader is told");
    assertFalse(feed.live());
    assertEquals(0, here.engine().active());
  }
}
