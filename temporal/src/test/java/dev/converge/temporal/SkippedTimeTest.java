package dev.converge.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Body;
import dev.converge.core.Chain;
import dev.converge.core.RunState;
import dev.converge.core.event.Sealed;
import dev.converge.core.status.Status;
import dev.converge.testkit.OutcomeFlow;
import dev.converge.testkit.OutcomeFlows;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Deadlines that are hours away, on a clock that is set forward.
@Tag("skips-time")
class SkippedTimeTest {
  private static OutcomeFlow flow(String name) {
    return OutcomeFlows.all(_ -> "0".repeat(64)).stream()
        .filter(flow -> flow.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aProposalThatNobodyDecidesOnIsDecidedAtItsDeadlineAndFailedAgentsAreAskedAgain() {
    OutcomeFlow silent = flow("nobody-decided");
    OutcomeFlow retried = flow("retried");
    List<OutcomeFlow> both = List.of(silent, retried);
    try (Hosted hosted = new Hosted(FlowAgents.of(both), silent.program(), retried.program())) {
      String waiting = Runs.submit(hosted.engine(), silent);
      String asking = Runs.submit(hosted.engine(), retried);
      hosted.once(waiting, state -> state.status() == Status.WAITING);
      hosted.env().sleep(Duration.ofMinutes(59));
      assertEquals(Status.WAITING, hosted.engine().view(waiting).state().status());
      hosted.env().sleep(Duration.ofMinutes(2));
      RunState end = hosted.once(waiting, state -> state.status().isFinal());
      assertEquals(Status.CONVERGED, end.status());
      assertTrue(
          hosted.store().read(waiting, 0, 1_000, Integer.MAX_VALUE).stream()
              .map(SkippedTimeTest::body)
              .anyMatch(
                  body -> body instanceof Body.ApprovalDecided decided && decided.byDeadline()));
      assertEquals(
          Status.CONVERGED, hosted.once(asking, state -> state.status().isFinal()).status());
    }
  }

  private static Body body(Sealed event) {
    return Chain.read(event.json()).body();
  }
}
