package dev.converge.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.decision.Decision;
import dev.converge.core.status.Outcome;
import dev.converge.core.status.Status;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.Reply;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.run.Programs;
import dev.converge.engine.run.RunObserver;
import dev.converge.testkit.SimStore.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A run whose template is not installed any more.
class ParkedRunTest {
  private final Program gate = ScriptedPrograms.gate(1);
  private final SimWorld world = new SimWorld(Choices.of(11));
  private final ScriptedAgents agents = new ScriptedAgents(world::sleep);
  private final SimStore store = new SimStore(world, _ -> Fault.NONE);
  private Programs programs = (_, _) -> Optional.empty();
  private String runId = "";
  private String other = "";
  private SimEngine before;
  private Engine engine;

  @BeforeEach
  void restartWithoutTheTemplate() {
    before = new SimEngine(world, store, agents, gate);
    runId = before.submit();
    other = before.submit();
    world.run(() -> waits(runId) && waits(other));
    reply(before.engine().send(other, cancel()));
    world.kill();
    engine =
        new Engine(
            EngineSettings.DEFAULT,
            world.host(),
            store,
            store,
            (name, version) -> programs.find(name, version),
            agents,
            RunObserver.none());
    engine.recover();
    after(Duration.ofMinutes(1));
  }

  @AfterEach
  void close() {
    agents.close();
    world.close();
  }

  private boolean waits(String id) {
    return before.status(id) == Status.WAITING;
  }

  private void after(Duration time) {
    Instant then = world.now().plus(time);
    world.later(time, () -> {});
    world.run(() -> !world.now().isBefore(then));
  }

  private Input cancel() {
    return new Input.Cancelled("ann", "not needed", world.now());
  }

  private Reply reply(CompletableFuture<Reply> reply) {
    world.run(reply::isDone);
    return reply.join();
  }

  @Test
  void itIsShownWithTheReasonAndCounted() {
    RunState state = engine.view(runId).state();
    assertEquals(Status.WAITING, state.status());
    assertEquals(1, state.pending().size());
    String detail = state.detail().orElse("");
    assertTrue(detail.startsWith("template " + gate.name() + "@" + gate.version()), detail);
    assertEquals(1, engine.parked());
    assertEquals(0, engine.active());
  }

  @Test
  void itCanBeCancelledAndComesToTheSameHashAsWithTheTemplate() {
    Reply reply = reply(engine.send(runId, cancel()));
    assertInstanceOf(Outcome.Accepted.class, reply.outcome());
    assertEquals(Status.CANCELLED, before.status(runId));
    assertEquals(0, engine.parked());
    assertEquals(
        before.state(other).summary().orElseThrow().resultHash(),
        before.state(runId).summary().orElseThrow().resultHash());
    assertEquals(Status.CANCELLED, engine.view(runId).state().status());
  }

  @Test
  void aDecisionIsRefusedWithTheReason() {
    String proposal = engine.view(runId).state().pending().getFirst().proposalId();
    Input decided = new Input.Decided(proposal, Decision.APPROVED, "ann", false, null, world.now());
    CompletableFuture<Reply> reply = engine.send(runId, decided);
    world.run(reply::isDone);
    ConvergeException refused =
        Objects.requireNonNull(
            (ConvergeException) assertThrows(CompletionException.class, reply::join).getCause());
    assertEquals(ErrorCode.UNAVAILABLE, refused.code());
    assertTrue(String.valueOf(refused.getMessage()).contains("is not installed"));
  }

  @Test
  void itContinuesOnceTheTemplateIsInstalledAgain() {
    programs = ScriptedPrograms.installed(gate);
    after(Duration.ofMinutes(1));
    assertEquals(0, engine.parked());
    assertEquals(0, engine.active());
    String detail = engine.view(runId).state().detail().orElse("");
    assertTrue(detail.startsWith("1 to decide"), detail);
  }
}
