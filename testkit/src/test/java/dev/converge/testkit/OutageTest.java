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
import dev.converge.core.proposal.Answer;
import dev.converge.core.status.HaltReason;
import dev.converge.core.status.Status;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.AgentFailure;
import dev.converge.engine.agent.Agents;
import dev.converge.testkit.SimStore.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
    back = true;
    SimEngine engine =
        new SimEngine(world, store, agents, ScriptedPrograms.flaky(failures, FailureKind.OUTAGE));
    String runId = engine.submit();
    world.run(() -> engine.status(runId).isFinal());
    assertEquals(Status.CONVERGED, engine.status(runId));
    assertEquals(3 * (failures + 1), scripted.asked(runId).size());
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

  /// Fails as if the provider were away until a time, and then answers.
  private Agents away(Instant until) {
    return new Agents() {
      @Override
      public Agent agent(Program program, AgentSpec spec, Mode mode) {
        Agent real = scripted.agent(program, spec, mode);
        return new Agent() {
          @Override
          public String version() {
            return real.version();
          }

          @Override
          public Answer ask(AgentCall call) throws AgentFailure, InterruptedException {
            if (world.now().isBefore(until)) {
              throw new AgentFailure(FailureKind.OUTAGE, "away", null, List.of());
            }
            return real.ask(call);
          }
        };
      }

      @Override
      public Choice choose(
          Program program, Request.ChooseModels request, Context context, Mode mode) {
        return agents.choose(program, request, context, mode);
      }

      @Override
      public SortedMap<String, String> versions(Program program) {
        return agents.versions(program);
      }

      @Override
      public boolean back(String provider) {
        return agents.back(provider) || !world.now().isBefore(until);
      }
    };
  }

  private RunState converged(SimEngine engine, String runId, Instant within) {
    world.run(() -> engine.status(runId).isFinal());
    RunState state = engine.state(runId);
    assertEquals(Status.CONVERGED, state.status());
    assertFalse(state.at().isAfter(within), state::toString);
    return state;
  }

  @Test
  void aLongOutageLeavesFewEventsAndTheRunContinuesSoonAfterIt() {
    Instant until = world.now().plusSeconds(300);
    Program program = ScriptedPrograms.flaky(0, FailureKind.OUTAGE);
    SimEngine engine = new SimEngine(world, store, away(until), program);
    String runId = engine.submit();
    world.run(() -> engine.state(runId).outage().isPresent());
    assertTrue(engine.state(runId).detail().orElse("").startsWith("waiting for scripted since "));
    RunState over = converged(engine, runId, until.plus(SOON));
    // 17 events are those of a run without an outage.
    assertTrue(over.sequence() <= 60, over::toString);
    assertTrue(over.spent().running().compareTo(SOON) < 0);
  }

  @Test
  void aProviderThatSeemsBackAndDoesNotAnswerIsAskedLessAndLessOften() {
    back = true;
    Instant until = world.now().plusSeconds(300);
    Program program = ScriptedPrograms.flaky(0, FailureKind.OUTAGE);
    SimEngine engine = new SimEngine(world, store, away(until), program);
    String runId = engine.submit();
    RunState over = converged(engine, runId, until.plusSeconds(40));
    assertTrue(over.sequence() <= 100, over::toString);
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
