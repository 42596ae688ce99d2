package dev.converge.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.decision.Decision;
import dev.converge.core.status.Outcome;
import dev.converge.core.status.Status;
import dev.converge.engine.Reply;
import dev.converge.testkit.LiveEngine;
import dev.converge.testkit.OutcomeFlow;
import dev.converge.testkit.OutcomeFlows;
import dev.converge.testkit.ScriptedAgents;
import dev.converge.testkit.ScriptedPrograms;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// What people and clients do to runs inside Temporal.
class InputsTest {
  private static final Program GATE = ScriptedPrograms.gate(1);

  private static final int ROUNDS = "long".equals(System.getProperty("converge.tests")) ? 50 : 2;

  private static String proposal(RunState state) {
    return state.pending().getFirst().proposalId();
  }

  private static CompletableFuture<Reply> decide(
      Hosted hosted, String runId, String proposalId, Decision decision) {
    return hosted
        .engine()
        .send(
            runId,
            new Input.Decided(proposalId, decision, "ann", false, null, hosted.engine().now()));
  }

  @Test
  void ofManyDecisionsAsTheRunEndsOneCountsAndAllAreAnswered() {
    try (ScriptedAgents agents = new ScriptedAgents();
        Hosted hosted = new Hosted(agents, GATE)) {
      String runId = Runs.submit(hosted.engine(), GATE);
      RunState state = hosted.once(runId, s -> s.status() == Status.WAITING);
      List<CompletableFuture<Reply>> replies = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        replies.add(decide(hosted, runId, proposal(state), Decision.APPROVED));
      }
      long accepted =
          replies.stream()
              .map(LiveEngine::get)
              .filter(reply -> reply.outcome() instanceof Outcome.Accepted)
              .count();
      assertEquals(1, accepted);
      assertEquals(Status.CONVERGED, hosted.once(runId, s -> s.status().isFinal()).status());
      Reply late = LiveEngine.get(decide(hosted, runId, proposal(state), Decision.REJECTED));
      assertInstanceOf(Outcome.Refused.class, late.outcome());
    }
  }

  @Test
  void aRunThatIsCancelledWhileItWaitsEndsAndItsWorkflowIsNotBegunAgain() {
    try (ScriptedAgents agents = new ScriptedAgents();
        Hosted hosted = new Hosted(agents, GATE)) {
      String runId = Runs.submit(hosted.engine(), GATE);
      hosted.once(runId, s -> s.status() == Status.WAITING);
      Reply reply =
          LiveEngine.get(
              hosted
                  .engine()
                  .send(runId, new Input.Cancelled("ann", "no use", hosted.engine().now())));
      assertInstanceOf(Outcome.Accepted.class, reply.outcome());
      assertEquals(Status.CANCELLED, hosted.once(runId, s -> s.status().isFinal()).status());
      hosted.env().getWorkflowClient().newUntypedWorkflowStub(runId).getResult(Void.class);
      WorkflowOptions again =
          WorkflowOptions.newBuilder()
              .setWorkflowId(runId)
              .setTaskQueue(TemporalSettings.DEFAULT_QUEUE)
              .setWorkflowIdReusePolicy(
                  WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
              .build();
      assertThrows(
          WorkflowExecutionAlreadyStarted.class,
          () ->
              hosted
                  .env()
                  .getWorkflowClient()
                  .newUntypedWorkflowStub(RunNames.WORKFLOW, again)
                  .start(new RunOrder(runId, 0, 10_000, false, false)));
    }
  }

  @Test
  void inputsThatComeWhileRunsEndByThemselvesAreAllAnswered() {
    OutcomeFlow flow =
        OutcomeFlows.all(_ -> "0".repeat(64)).stream()
            .filter(one -> one.name().equals("converged"))
            .findFirst()
            .orElseThrow();
    for (int round = 0; round < ROUNDS; round++) {
      HoldingAgents agents = new HoldingAgents(FlowAgents.of(List.of(flow)), 2);
      try (Hosted hosted = new Hosted(agents, flow.program())) {
        String runId = Runs.submit(hosted.engine(), flow);
        hosted.once(runId, state -> state.cycle() == 2);
        agents.answer();
        List<CompletableFuture<Reply>> replies = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
          replies.add(hosted.engine().send(runId, observed("seen " + i, hosted)));
        }
        long accepted =
            replies.stream()
                .map(LiveEngine::get)
                .filter(reply -> reply.outcome() instanceof Outcome.Accepted)
                .count();
        assertTrue(hosted.once(runId, s -> s.status().isFinal()).status().isFinal());
        hosted.env().getWorkflowClient().newUntypedWorkflowStub(runId).getResult(Void.class);
        long stored =
            hosted.store().read(runId, 0, 1_000, Integer.MAX_VALUE).stream()
                .filter(event -> event.type().equals("observation_received"))
                .count();
        assertEquals(accepted, stored);
      }
    }
  }

  private static Input observed(String what, Hosted hosted) {
    return new Input.Observed("Notes", null, what, null, "bob", true, null, hosted.engine().now());
  }

  /// A history ends after so many turns, and another goes on.
  @Test
  @EnabledIfSystemProperty(named = "converge.tests", matches = "long")
  void aRunOfMoreThanAThousandTurnsContinuesWithNewHistories() {
    try (ScriptedAgents agents = new ScriptedAgents();
        Hosted hosted = new Hosted(agents, GATE)) {
      String runId = Runs.submit(hosted.engine(), GATE);
      RunState state = hosted.once(runId, s -> s.status() == Status.WAITING);
      WorkflowStub latest = hosted.env().getWorkflowClient().newUntypedWorkflowStub(runId);
      String first = latest.describe().getExecution().getRunId();
      int times = DrivenRun.MOST_TURNS / 2 + 20;
      for (int i = 0; i < times; i++) {
        Input paused = new Input.Paused("ann", "lunch " + i, hosted.engine().now());
        Input resumed = new Input.Resumed("ann", hosted.engine().now());
        for (Input input : List.of(paused, resumed)) {
          Outcome outcome = LiveEngine.get(hosted.engine().send(runId, input)).outcome();
          assertInstanceOf(Outcome.Accepted.class, outcome, () -> outcome.toString());
        }
      }
      String next =
          hosted
              .env()
              .getWorkflowClient()
              .newUntypedWorkflowStub(runId)
              .describe()
              .getExecution()
              .getRunId();
      assertNotEquals(first, next);
      LiveEngine.get(decide(hosted, runId, proposal(state), Decision.APPROVED));
      assertEquals(Status.CONVERGED, hosted.once(runId, s -> s.status().isFinal()).status());
      hosted.env().getWorkflowClient().newUntypedWorkflowStub(runId).getResult(Void.class);
      long stored =
          hosted.store().read(runId, 0, 10_000, Integer.MAX_VALUE).stream()
              .filter(event -> event.type().equals("run_status"))
              .count();
      assertTrue(stored >= 2L * times, () -> "only " + stored + " changes of status are stored");
    }
  }
}
