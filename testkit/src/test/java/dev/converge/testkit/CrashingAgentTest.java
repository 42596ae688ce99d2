package dev.converge.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Context;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.RunState;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Mode;
import dev.converge.core.event.Sealed;
import dev.converge.core.proposal.Answer;
import dev.converge.core.status.HaltReason;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.Agents;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class CrashingAgentTest {
  private static final String SECRET = "sk-nobody-may-read-this";
  private static final int AGENTS = 3;

  /// Those of the scripts, but that one throws whatever it is asked.
  private record OneThrows(Agents others, String agent) implements Agents {
    @Override
    public Agent agent(Program program, AgentSpec spec, Mode mode) {
      Agent other = others.agent(program, spec, mode);
      return !spec.id().equals(agent)
          ? other
          : new Agent() {
            @Override
            public String version() {
              return other.version();
            }

            @Override
            public Answer ask(AgentCall call) {
              throw new IllegalStateException(SECRET);
            }
          };
    }

    @Override
    public Choice choose(
        Program program, Request.ChooseModels request, Context context, Mode mode) {
      return others.choose(program, request, context, mode);
    }

    @Override
    public SortedMap<String, String> versions(Program program) {
      return others.versions(program);
    }
  }

  @Test
  void anAgentThatThrowsFailsAloneAndItsMessageStaysInTheLog() {
    Program program = ScriptedPrograms.wide(AGENTS);
    String first = program.definition().agents().getFirst().id();
    try (ScriptedAgents scripted = new ScriptedAgents();
        LiveEngine live =
            new LiveEngine(EngineSettings.DEFAULT, new OneThrows(scripted, first), program)) {
      String runId = live.submit(program);
      RunState state = live.await(runId).state();
      assertEquals(Optional.of(HaltReason.AGENT), state.reason());
      // The seed, and what the others said.
      assertEquals(1 + AGENTS - 1, state.context().size());
      List<Sealed> events = live.store().read(runId, 0, 1_000, 1 << 24);
      List<String> failed =
          events.stream()
              .filter(event -> event.type().equals("agent_failed"))
              .map(event -> new String(event.json(), StandardCharsets.UTF_8))
              .toList();
      assertEquals(1, failed.size(), failed::toString);
      assertTrue(failed.getFirst().contains("\"kind\":\"crashed\""), failed.getFirst());
      assertTrue(failed.getFirst().contains("threw java.lang.IllegalState"), failed.getFirst());
      assertFalse(
          events.stream()
              .anyMatch(
                  event -> new String(event.json(), StandardCharsets.UTF_8).contains(SECRET)));
    }
  }
}
