package dev.converge.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.decision.Decision;
import dev.converge.core.status.Outcome;
import dev.converge.core.status.Status;
import dev.converge.engine.Reply;
import dev.converge.testkit.LiveEngine;
import dev.converge.testkit.ScriptedAgents;
import dev.converge.testkit.ScriptedPrograms;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// What people and clients do to runs inside Temporal.
class InputsTest {
  private static final Program GATE = ScriptedPrograms.gate(1);

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
}
