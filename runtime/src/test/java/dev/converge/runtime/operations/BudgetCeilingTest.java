package dev.converge.runtime.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.json.Json;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.operations.field.FieldError;
import dev.converge.runtime.operations.field.OperationException;
import dev.converge.runtime.operations.submission.BudgetChange;
import dev.converge.runtime.operations.submission.JobSettings;
import dev.converge.runtime.operations.submission.SubmissionReader;
import dev.converge.runtime.operations.webhook.WebhookReader;
import dev.converge.testkit.ScriptedPrograms;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The operator bounds what a job may ask for.
final class BudgetCeilingTest {
  private static final Budget CEILING =
      new Budget(20, 1_000, Duration.ofMinutes(5), 50_000, 1_000_000);

  private static Budget budget(String asked) {
    Json.Obj body =
        (Json.Obj)
            Json.parse(
                "{\"template\":\""
                    + ScriptedPrograms.det100().name()
                    + "\",\"seeds\":[{\"id\":\"s\",\"content\":\"x\"}]"
                    + asked
                    + "}");
    return new SubmissionReader(
            ScriptedPrograms.installed(ScriptedPrograms.det100()),
            new JobSettings(Mode.OFFLINE, 10, 1_000, CEILING),
            new WebhookReader(false))
        .read(Caller.internal("req-1"), body, null)
        .submission()
        .budget();
  }

  @Test
  void aJobThatAsksForMoreIsRefusedWithEachLimit() {
    OperationException refused =
        assertThrows(
            OperationException.class,
            () ->
                budget(
                    ",\"budget\":{\"max_cost_usd\":1000000000,\"max_tokens\":50001,"
                        + "\"max_duration\":\"6m\",\"max_cycles\":21,\"max_facts\":1000}"));
    assertEquals(
        List.of(
            new FieldError("/budget/max_cycles", "21 (expected: at most 20 on this server)"),
            new FieldError("/budget/max_duration", "PT6M (expected: at most PT5M on this server)"),
            new FieldError("/budget/max_tokens", "50001 (expected: at most 50000 on this server)"),
            new FieldError(
                "/budget/max_cost_usd", "1000000000 (expected: at most 1 on this server)")),
        refused.errors());
  }

  @Test
  void theBudgetOfATemplateIsCutToTheCeiling() {
    Budget cut = budget("");
    assertEquals(Duration.ofMinutes(5), cut.maxDuration());
    assertEquals(50_000, cut.maxTokens());
    assertEquals(1_000_000, cut.maxCostMicros());
  }

  @Test
  void aJobGetsWhatItAsksForWithinTheCeiling() {
    assertEquals(20, budget(",\"budget\":{\"max_cycles\":20}").maxCycles());
  }

  @Test
  void aChangeAboveTheCeilingNamesTheLimit() {
    BudgetChange change = new BudgetChange(null, null, null, 60_000L, null);
    assertEquals(
        List.of(new FieldError("/max_tokens", "60000 (expected: at most 50000 on this server)")),
        change.above("", CEILING));
  }
}
