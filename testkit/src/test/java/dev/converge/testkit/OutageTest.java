package dev.converge.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Context;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.RunState;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.Mode;
import dev.converge.core.status.HaltReason;
import dev.converge.core.status.Status;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.Agents;
import dev.converge.testkit.SimStore.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What runs do while the provider of their agents is away.
class OutageTest {
  /// Within which a run goes on once its provider is back.
  private static final Duration SOON = Duration.ofSeconds(5);

  private final SimWorld world = new SimWorld(Choices.of(5));
  private final ScriptedAgents scripted = new ScriptedAgents(world::sleep);
  private final SimStore store = new SimStore(world, _ -> Fault.NONE);
  private boolean back;
  private int probes;

  private final Agents agents =
      new Agents() {
        @Override
        public Agent agent(Program program, AgentSpec spec, Mode mode) {
          return scripted.agent(program, spec, mode);
        }

        @Override
        public Choice choose(
            Program program, Request.ChooseModels request, Context context, Mode mode) {
          return scripted.choose(program, request, context, mode);
        }

        @Override
        public SortedMap<String, String> versions(Program program) {
          return scripted.versions(program);
        }

        @Override
        public boolean back(String provider) {
          assertEquals("scripted", provider);
          probes++;
          return back;
        }
      };

  @AfterEach
  void close() {
    scripted.close();
    world.close();
  }

  @Test
  void anOutageUsesUpNoAttempt() {
    int failures = AgentSpec.DEFAULT_ATTEMPTS + 5;
    SimEngine engine =
        new SimEngine(world, store, agents, ScriptedPrograms.flaky(failures, FailureKind.OUTAGE));
    String runId = engine.submit();
    world.run(() -> engine.status(runId).isFinal());
    assertEquals(Status.CONVERGED, engine.status(runId));
    assertEquals(3 * (failures + 1), scripted.asked(runId).size());
    assertEquals(0, probes);
  }

  @Test
  void aRunPausesItselfWhenItsProviderStaysAwayAndContinuesSoonAfterTheProviderIsBack() {
    SimEngine engine =
        new SimEngine(world, store, agents, ScriptedPrograms.flaky(1_000_000, FailureKind.OUTAGE));
    String runId = engine.submit();
    Instant begun = world.now();
    world.run(() -> engine.status(runId) == Status.PAUSED);
    RunState paused = engine.state(runId);
    assertEquals(Optional.of(HaltReason.PROVIDER_UNAVAILABLE), paused.reason());
    assertEquals(begun.plus(AgentSpec.DEFAULT_GIVE_UP_AFTER), paused.at());
    int asked = scripted.asked(runId).size();
    world.run(() -> probes >= 100);
    assertEquals(asked, scripted.asked(runId).size());
    back = true;
    Instant returned = world.now();
    world.run(() -> engine.status(runId) == Status.RUNNING);
    assertFalse(world.now().isAfter(returned.plus(SOON)));
    world.run(() -> scripted.asked(runId).size() > asked);
    assertTrue(engine.state(runId).spent().running().compareTo(Duration.ofSeconds(1)) < 0);
  }

  @Test
  void aRunThatPausedItselfContinuesByItselfAfterARestart() {
    Program flaky = ScriptedPrograms.flaky(1_000_000, FailureKind.OUTAGE);
    SimEngine first = new SimEngine(world, store, agents, flaky);
    String runId = first.submit();
    world.run(() -> first.status(runId) == Status.PAUSED);
    world.kill();
    SimEngine second = new SimEngine(world, store, agents, flaky);
    back = true;
    world.run(() -> second.status(runId) == Status.RUNNING);
    assertTrue(probes > 0);
  }
}
