package dev.converge.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.decision.Decision;
import dev.converge.core.event.Sealed;
import dev.converge.core.status.Outcome;
import dev.converge.core.status.Status;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.Reply;
import dev.converge.engine.feed.Feed;
import dev.converge.engine.store.JobStore;
import dev.converge.testkit.SimStore.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Runs that only wait for people or a time, of which nothing stays in memory.
class AsideTest {
  private static final Duration WITHIN = Duration.ofHours(2);
  private static final Program GATE = ScriptedPrograms.gate(2);
  private static final Program DEADLINE = ScriptedPrograms.gate(1, WITHIN, Decision.APPROVED);

  private final SimWorld world = new SimWorld(Choices.of(19));
  private final ScriptedAgents agents = new ScriptedAgents(world::sleep);
  private final SimStore store = new SimStore(world, _ -> Fault.NONE);

  @AfterEach
  void close() {
    agents.close();
    world.close();
  }

  private SimEngine engine(Program program) {
    return new SimEngine(world, store, agents, program);
  }

  private String putAside(SimEngine engine) {
    String runId = engine.submit();
    world.run(() -> engine.status(runId) == Status.WAITING && engine.engine().active() == 0);
    return runId;
  }

  private Reply send(SimEngine engine, String runId, Input input) {
    CompletableFuture<Reply> reply = engine.engine().send(runId, input);
    world.run(reply::isDone);
    return reply.join();
  }

  private Input approved(RunState state) {
    return new Input.Decided(
        state.pending().getFirst().proposalId(),
        Decision.APPROVED,
        "ann",
        false,
        null,
        world.now());
  }

  @Test
  void aDecisionTakesUpARunThatWasPutAside() {
    SimEngine engine = engine(GATE);
    String runId = putAside(engine);
    RunState before = engine.engine().view(runId).state();
    assertEquals(engine.state(runId), before);
    Reply reply = send(engine, runId, approved(before));
    assertInstanceOf(Outcome.Accepted.class, reply.outcome());
    world.run(() -> engine.status(runId) == Status.WAITING && engine.engine().active() == 0);
    send(engine, runId, approved(engine.engine().view(runId).state()));
    world.run(() -> engine.status(runId) == Status.CONVERGED);
    assertEquals(0, engine.engine().adopted());
  }

  @Test
  void aRunThatWasPutAsideLastContinuesFromWhereItStood() {
    SimEngine engine = engine(GATE);
    String runId = putAside(engine);
    int warm = readsOfView(engine, runId);
    RunState known = engine.engine().view(runId).state();
    world.kill();
    SimEngine again = engine(GATE);
    int cold = readsOfView(again, runId);
    assertTrue(warm < cold, warm + " reads, after a restart " + cold);
    assertEquals(again.engine().view(runId).state(), known);
  }

  private int readsOfView(SimEngine engine, String runId) {
    int before = store.reads();
    engine.engine().view(runId);
    return store.reads() - before;
  }

  @Test
  void anInputThatChangesNothingLeavesItAside() {
    SimEngine engine = engine(GATE);
    String runId = putAside(engine);
    RunState before = engine.state(runId);
    Reply reply =
        send(
            engine,
            runId,
            new Input.Decided("nothing", Decision.APPROVED, "ann", false, null, world.now()));
    assertFalse(reply.outcome() instanceof Outcome.Accepted);
    world.run(() -> engine.engine().active() == 0);
    assertEquals(before, engine.state(runId));
  }

  @Test
  void aDeadlineIsKeptToTheSecondAlsoAfterARestart() {
    for (boolean restarted : List.of(false, true)) {
      SimEngine engine = engine(DEADLINE);
      String runId = putAside(engine);
      Instant asked = engine.state(runId).at();
      if (restarted) {
        world.kill();
        engine = engine(DEADLINE);
        assertEquals(0, engine.engine().active());
      }
      SimEngine now = engine;
      world.run(() -> now.status(runId).isFinal());
      assertEquals(Status.CONVERGED, now.status(runId));
      Duration took = Duration.between(asked, world.now());
      assertFalse(took.compareTo(WITHIN) < 0, took.toString());
      assertTrue(took.compareTo(WITHIN.plusSeconds(1)) < 0, took.toString());
      now.engine().close();
    }
  }

  @Test
  void aDeadlineThatPassedWhileNoServerRanCountsAtTheStart() {
    SimEngine engine = engine(DEADLINE);
    String runId = putAside(engine);
    world.kill();
    world.jump(WITHIN.plusHours(1));
    SimEngine again = engine(DEADLINE);
    Instant then = world.now();
    world.run(() -> again.status(runId).isFinal());
    assertTrue(world.now().isBefore(then.plusSeconds(10)), "at once");
  }

  @Test
  void aStartReadsNoRunThatRests() {
    SimEngine engine = engine(DEADLINE);
    int most = 0;
    for (int i = 1; i <= 40; i++) {
      putAside(engine);
      if (i % 20 == 0) {
        world.kill();
        int before = store.reads();
        engine = engine(DEADLINE);
        int reads = store.reads() - before;
        assertTrue(most == 0 || reads == most, "reads: " + reads + " (expected: " + most + ")");
        most = reads;
        assertEquals(0, engine.engine().active());
      }
    }
  }

  @Test
  void aStreamOfARunPutAsideContinuesWithItWithoutAsking() {
    SimEngine engine = engine(GATE);
    String runId = putAside(engine);
    try (Feed feed = engine.engine().feed(runId, 0)) {
      AtomicInteger told = new AtomicInteger();
      feed.onMore(told::incrementAndGet);
      assertTrue(feed.live());
      assertEquals(1, engine.engine().listeners());
      List<Sealed> read = new ArrayList<>(read(feed));
      assertEquals(engine.state(runId).sequence(), read.size());
      for (int i = 0; i < 2; i++) {
        int before = told.get();
        send(engine, runId, approved(engine.state(runId)));
        world.run(() -> engine.engine().active() == 0);
        assertTrue(told.get() > before, "told");
        read.addAll(read(feed));
        assertEquals(engine.state(runId).sequence(), read.size());
      }
      assertTrue(feed.ended());
    }
    assertEquals(0, engine.engine().listeners());
  }

  private static List<Sealed> read(Feed feed) {
    List<Sealed> all = new ArrayList<>();
    for (List<Sealed> page = feed.next(3, 100_000); !page.isEmpty(); page = feed.next(3, 100_000)) {
      all.addAll(page);
    }
    return all;
  }

  @Test
  void nothingOfARunStaysOnceItsReadersHaveLeft() {
    SimEngine engine = engine(GATE);
    String runId = putAside(engine);
    Feed feed = engine.engine().feed(runId, 0);
    feed.onMore(() -> {});
    send(engine, runId, approved(engine.state(runId)));
    world.run(() -> engine.status(runId) == Status.WAITING && engine.engine().active() == 0);
    assertTrue(engine.engine().keptBytes() > 0);
    feed.close();
    assertEquals(0, engine.engine().keptBytes());
    assertFalse(feed.live());
  }

  @Test
  void aPausedRunIsPutAsideOnceItsLastAnswerCame() {
    Program slow = ScriptedPrograms.slow(3, Duration.ofSeconds(10));
    SimEngine engine = engine(slow);
    String runId = engine.submit();
    world.run(() -> agents.asked().size() == 1);
    send(engine, runId, new Input.Paused("ann", null, world.now()));
    long paused = engine.state(runId).sequence();
    assertEquals(1, engine.engine().active());
    world.run(() -> engine.engine().active() == 0);
    assertEquals(Status.PAUSED, engine.status(runId));
    assertTrue(engine.state(runId).sequence() > paused, "the answer is kept");
    send(engine, runId, new Input.Resumed("ann", world.now()));
    world.run(() -> engine.status(runId) == Status.CONVERGED);
    assertEquals(3, agents.asked().size());
  }

  @Test
  void aRunWhoseRestTheStoreDoesNotKnowStaysUntilItsNextEvent() {
    store.forgetsRests(true);
    SimEngine engine = engine(GATE);
    String runId = putAside(engine);
    world.kill();
    store.forgetsRests(false);
    SimEngine again = engine(GATE);
    assertEquals(1, again.engine().active());
    send(again, runId, approved(again.state(runId)));
    world.run(() -> again.status(runId) == Status.WAITING && again.engine().active() == 0);
  }

  @Test
  void manyDecisionsAtOnceOnRunsThatArePutAsideMeanwhileAreAllAnswered() {
    Program gate = ScriptedPrograms.gate(4);
    try (ScriptedAgents quick = new ScriptedAgents();
        LiveEngine live = new LiveEngine(EngineSettings.DEFAULT, quick, gate)) {
      List<String> runs = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        runs.add(live.submit(gate));
      }
      for (int round = 0; round < 4; round++) {
        List<CompletableFuture<Reply>> replies = new ArrayList<>();
        for (String runId : runs) {
          RunState state =
              live.until(
                  runId, now -> now.pending().stream().anyMatch(one -> one.decision().isEmpty()));
          String open =
              state.pending().stream()
                  .filter(one -> one.decision().isEmpty())
                  .findFirst()
                  .orElseThrow()
                  .proposalId();
          for (int i = 0; i < 4; i++) {
            replies.add(
                live.engine()
                    .send(
                        runId,
                        new Input.Decided(
                            open, Decision.APPROVED, "ann", false, null, live.engine().now())));
          }
        }
        long accepted =
            replies.stream()
                .map(LiveEngine::get)
                .filter(reply -> reply.outcome() instanceof Outcome.Accepted)
                .count();
        assertEquals(runs.size(), accepted);
      }
      for (String runId : runs) {
        assertEquals(Status.CONVERGED, live.await(runId).state().status());
      }
      assertEquals(List.of(), live.store().due(JobStore.Due.START, 10));
    }
  }
}
