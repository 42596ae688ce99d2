package dev.converge.temporal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.decision.Decision;
import dev.converge.core.status.Status;
import dev.converge.testkit.LiveEngine;
import dev.converge.testkit.OutcomeFlow;
import dev.converge.testkit.OutcomeFlows;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import io.temporal.workflow.Workflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Workflows that were under way with an earlier build must go on with this one. The histories stay
/// as they are; further ones are recorded with
///
/// ```
/// ./mvnw -q -Dquick -pl temporal -am test -Dtest=HistoriesTest -Dconverge.histories=NAME
/// ```
class HistoriesTest {
  private static final Path FOLDER = Path.of("src", "test", "resources", "histories");

  /// What an earlier build did not do.
  public static final class ChangedRun implements RunWorkflow {
    private final DrivenRun run = new DrivenRun();

    @Override
    public void drive(RunOrder order) {
      Workflow.sleep(Duration.ofSeconds(1));
      run.drive(order);
    }

    @Override
    public String input(String input) {
      return run.input(input);
    }
  }

  private static final TestWorkflowEnvironment ENV = TestWorkflowEnvironment.newInstance();

  @AfterAll
  static void close() {
    ENV.close();
  }

  /// Replays a history by a worker that may be slow.
  private static void replay(Path history, Class<? extends RunWorkflow> workflow) throws Exception {
    Worker worker =
        ENV.newWorker(
            workflow.getSimpleName() + history.getFileName(),
            WorkerOptions.newBuilder().setDefaultDeadlockDetectionTimeout(60_000).build());
    worker.registerWorkflowImplementationTypes(workflow);
    WorkflowReplayer.replayWorkflowExecutionFromResource(
        "histories/" + history.getFileName(), worker);
  }

  private static List<Path> histories() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList();
    }
  }

  @Test
  void historiesOfEarlierBuildsAreReplayed() throws Exception {
    assertFalse(histories().isEmpty());
    for (Path history : histories()) {
      replay(history, DrivenRun.class);
    }
  }

  @Test
  void aWorkflowThatAsksForSomethingElseBreaksEachOfThem() throws Exception {
    for (Path history : histories()) {
      assertThrows(Exception.class, () -> replay(history, ChangedRun.class), history::toString);
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "converge.histories", matches = ".+")
  void historiesAreRecorded() throws IOException {
    List<OutcomeFlow> flows =
        OutcomeFlows.all(_ -> "0".repeat(64)).stream()
            .filter(flow ->
                Set.of("halted-conflict", "halted-rejected", "repaired").contains(flow.name()))
            .toList();
    Files.createDirectories(FOLDER);
    try (Hosted hosted =
        new Hosted(
            FlowAgents.of(flows),
            flows.stream().map(OutcomeFlow::program).toArray(Program[]::new))) {
      for (OutcomeFlow flow : flows) {
        String runId = Runs.submit(hosted.engine(), flow);
        RunState state =
            hosted.once(runId, now -> now.status().isFinal() || now.status() == Status.WAITING);
        if (state.status() == Status.WAITING) {
          LiveEngine.get(
              hosted
                  .engine()
                  .send(
                      runId,
                      new Input.Decided(
                          state.pending().getFirst().proposalId(),
                          Decision.REJECTED,
                          "carl",
                          false,
                          null,
                          hosted.engine().now())));
        }
        hosted.env().getWorkflowClient().newUntypedWorkflowStub(runId).getResult(Void.class);
        Files.writeString(
            FOLDER.resolve(System.getProperty("converge.histories") + "-" + flow.name() + ".json"),
            hosted.env().getWorkflowClient().fetchHistory(runId).toJson(true));
      }
    }
  }
}
