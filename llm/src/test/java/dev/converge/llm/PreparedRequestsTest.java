package dev.converge.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Context;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Mode;
import dev.converge.core.proposal.Seed;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.Agents;
import java.time.InstantSource;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/// A request that was written when its model was chosen says what it would say if it were written
/// when the agent is asked.
class PreparedRequestsTest {
  private static final List<Seed> SEEDS =
      List.of(
          new Seed("market:1", "Nordic B2B buyers grow by 12% a year and ask for invoices.", null),
          new Seed("product:1", "We sell 85 shelves a month through three dealers.", null));

  private static ModelAgents models() {
    return new ModelAgents(InstantSource.fixed(Flow.NOON));
  }

  /// Whatever was prepared is gone before an agent is asked.
  private record Forgetful(ModelAgents models) implements Agents {
    @Override
    public Agent agent(Program program, AgentSpec spec, Mode mode) {
      models.contentErased();
      assertEquals(0, models.preparedCharacters());
      return models.agent(program, spec, mode);
    }

    @Override
    public Choice choose(
        Program program, Request.ChooseModels request, Context context, Mode mode) {
      Choice choice = models.choose(program, request, context, mode);
      assertTrue(models.preparedCharacters() > 0, "nothing was prepared");
      return choice;
    }

    @Override
    public SortedMap<String, String> versions(Program program) {
      return models.versions(program);
    }
  }

  @Test
  void aPreparedRequestIsWhatWouldBeWrittenAgain() throws InterruptedException {
    Program program = Shipped.program("growth-strategy");
    ModelAgents models = models();
    Flow.Ran prepared = Flow.run(program, Shipped.with(models), Mode.OFFLINE, SEEDS, true);
    Flow.Ran written =
        Flow.run(program, Shipped.with(new Forgetful(models())), Mode.OFFLINE, SEEDS, true);
    assertEquals(written.events(), prepared.events());
    assertTrue(prepared.state().status().isFinal(), prepared.state().status()::name);
    assertEquals(0, models.preparedCharacters(), "each was taken by the agent that it was for");
  }
}
