package dev.converge.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Body;
import dev.converge.core.Chain;
import dev.converge.core.Core;
import dev.converge.core.Event;
import dev.converge.core.Fact;
import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.decision.Decision;
import dev.converge.core.event.Sealed;
import dev.converge.core.proposal.Keys;
import dev.converge.core.status.Outcome;
import dev.converge.core.status.Status;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.Reply;
import dev.converge.engine.feed.Feed;
import dev.converge.testkit.SimStore.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Decisions on the real engine: one winner each, nothing lost, nothing asked twice. Cases C08,
/// C10, C11, C13 and C14.
class PeopleTest {
  private static final String FIRST = "prop:1:step001:1";

  private final Program gate = ScriptedPrograms.gate(1);
  private final Program gates = ScriptedPrograms.gate(5);
  private final ScriptedAgents agents = new ScriptedAgents();
  private final LiveEngine live = new LiveEngine(EngineSettings.DEFAULT, agents, gate);

  @AfterEach
  void close() {
    live.close();
    agents.close();
  }

  private static Input decided(Engine engine, String proposal, Decision decision) {
    return new Input.Decided(proposal, decision, "ann", false, "because", engine.now());
  }

  private Input decided(Decision decision) {
    return decided(live.engine(), FIRST, decision);
  }

  private Outcome send(String runId, Input input) {
    return LiveEngine.get(live.engine().send(runId, input)).outcome();
  }

  @Test
  void approveRejectAndCancelAtOneInstantHaveOneWinner() throws InterruptedException {
    int times = "long".equals(System.getProperty("converge.tests")) ? 10_000 : 1_000;
    int[] wins = new int[3];
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < times; i++) {
        wins[race(threads)]++;
      }
    }
    assertEquals(times, wins[0] + wins[1] + wins[2]);
  }

  /// Index of the winner.
  private int race(ExecutorService threads) throws InterruptedException {
    String runId = live.submit(gate);
    live.waiting(runId, FIRST);
    List<Input> inputs =
        List.of(
            decided(Decision.APPROVED),
            decided(Decision.REJECTED),
            new Input.Cancelled("ann", null, live.engine().now()));
    CountDownLatch start = new CountDownLatch(1);
    List<CompletableFuture<Reply>> replies = new ArrayList<>();
    for (Input input : inputs) {
      CompletableFuture<Reply> reply = new CompletableFuture<>();
      replies.add(reply);
      threads.execute(() -> {
        await(start);
        live.engine().send(runId, input).thenAccept(reply::complete);
      });
    }
    start.countDown();
    int winner = -1;
    for (int i = 0; i < inputs.size(); i++) {
      Outcome outcome = LiveEngine.get(replies.get(i)).outcome();
      if (outcome instanceof Outcome.Accepted) {
        assertEquals(-1, winner, "two winners");
        winner = i;
      }
    }
    Status expected = List.of(Status.CONVERGED, Status.HALTED, Status.CANCELLED).get(winner);
    allViewsSay(expected, runId);
    return winner;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void allViewsSay(Status expected, String runId) {
    assertEquals(expected, live.await(runId).state().status());
    assertEquals(expected, live.engine().view(runId).state().status());
    assertEquals(expected, live.store().run(runId).orElseThrow().head().status());
    List<Event> events = events(runId);
    assertEquals(expected, Core.replay(gate, events).status());
    long decisions = events.stream().filter(e -> e.body() instanceof Body.ApprovalDecided).count();
    assertEquals(expected == Status.CANCELLED ? 0 : 1, decisions);
  }

  private List<Event> events(String runId) {
    List<Event> events = new ArrayList<>();
    try (Feed feed = live.engine().feed(runId, 0)) {
      while (!feed.ended()) {
        for (Sealed line : feed.next(1_000, 1_000_000)) {
          events.add(Chain.read(line.json()));
        }
      }
    }
    return events;
  }

  @Test
  void fiveApprovalsInARowAskEachAgentOnceThoughTheServerRestarts() {
    try (LiveEngine five = new LiveEngine(EngineSettings.DEFAULT, agents, gates)) {
      String runId = five.submit(gates);
      for (int i = 1; i <= 5; i++) {
        String proposal = "prop:" + i + ":step00" + i + ":1";
        five.waiting(runId, proposal);
        five.restart();
        RunState pending = five.waiting(runId, proposal);
        assertEquals(Status.WAITING, pending.status());
        LiveEngine.get(
            five.engine().send(runId, decided(five.engine(), proposal, Decision.APPROVED)));
      }
      RunState state = five.await(runId).state();
      assertEquals(Status.CONVERGED, state.status());
      assertEquals(5, agents.asked(runId).size());
      assertEquals(5, agents.asked(runId).stream().distinct().count());
    }
  }

  @Test
  void aCancelledRunStaysCancelledThroughARestartAndTakesNoDecision() {
    String runId = live.submit(gate);
    live.waiting(runId, FIRST);
    assertInstanceOf(
        Outcome.Accepted.class, send(runId, new Input.Cancelled("ann", null, live.engine().now())));
    live.restart();
    Outcome.Refused refused =
        assertInstanceOf(Outcome.Refused.class, send(runId, decided(Decision.APPROVED)));
    assertEquals(Outcome.Code.WRONG_STATUS, refused.code());
    assertEquals(Status.CANCELLED, live.engine().view(runId).state().status());
  }

  @Test
  void aDecisionIsAFactAndTheSameOneAgainChangesNothing() {
    String runId = live.submit(gate);
    live.waiting(runId, FIRST);
    assertInstanceOf(Outcome.Accepted.class, send(runId, decided(Decision.APPROVED)));
    Fact fact = live.await(runId).state().context().facts(Keys.DECISIONS).getFirst();
    assertEquals("because", fact.content());
    assertTrue(String.valueOf(fact.data()).contains("ann"));
    assertInstanceOf(Outcome.Unchanged.class, send(runId, decided(Decision.APPROVED)));
    live.restart();
    assertInstanceOf(Outcome.Unchanged.class, send(runId, decided(Decision.APPROVED)));
    Outcome.Refused refused =
        assertInstanceOf(Outcome.Refused.class, send(runId, decided(Decision.REJECTED)));
    assertEquals(Outcome.Code.DECIDED_OTHERWISE, refused.code());
  }

  @Test
  void whatOneRunDecidesLeavesAnotherPending() {
    String one = live.submit(gate);
    String other = live.submit(gate);
    live.waiting(one, FIRST);
    live.waiting(other, FIRST);
    send(one, new Input.Cancelled("ann", null, live.engine().now()));
    live.await(one);
    assertEquals(Status.WAITING, live.waiting(other, FIRST).status());
  }

  @Test
  void aDeadlineThatPassedWhileTheServerWasDownIsActedOnAtTheStart() {
    Program timed = ScriptedPrograms.gate(1, Duration.ofHours(1), Decision.APPROVED);
    try (SimWorld world = new SimWorld(Choices.of(1))) {
      SimStore store = new SimStore(world, _ -> Fault.NONE);
      SimEngine first = new SimEngine(world, store, agents, timed);
      String runId = first.submit();
      world.run(() -> first.status(runId) == Status.WAITING);
      world.kill();
      world.jump(Duration.ofHours(2));
      SimEngine second = new SimEngine(world, store, agents, timed);
      world.run(() -> second.status(runId).isFinal());
      RunState state = second.state(runId);
      assertEquals(Status.CONVERGED, state.status());
      assertTrue(state.decision(FIRST).orElseThrow().byDeadline());
      assertEquals(CoreRun.NOON.plus(Duration.ofHours(2)), state.at());
    }
  }

  @Test
  void aDeadlineIsActedOnWhenItComesAndNotBefore() {
    Program timed = ScriptedPrograms.gate(1, Duration.ofHours(1), Decision.REJECTED);
    try (SimWorld world = new SimWorld(Choices.of(1))) {
      SimStore store = new SimStore(world, _ -> Fault.NONE);
      SimEngine engine = new SimEngine(world, store, agents, timed);
      String runId = engine.submit();
      world.run(() -> engine.status(runId).isFinal());
      RunState state = engine.state(runId);
      assertEquals(Status.HALTED, state.status());
      assertEquals(CoreRun.NOON.plus(Duration.ofHours(1)), state.at());
    }
  }
}
