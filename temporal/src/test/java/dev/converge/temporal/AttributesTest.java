package dev.converge.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.converge.core.Program;
import dev.converge.core.status.Status;
import dev.converge.testkit.ScriptedAgents;
import dev.converge.testkit.ScriptedPrograms;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.common.SearchAttributeKey;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What Temporal shows of runs. On a cluster an operator creates the attributes first.
@Tag("own-server")
class AttributesTest {
  private static String attribute(
      Hosted hosted, String runId, SearchAttributeKey<String> attribute) {
    return String.valueOf(
        hosted
            .env()
            .getWorkflowClient()
            .newUntypedWorkflowStub(runId)
            .describe()
            .getTypedSearchAttributes()
            .get(attribute));
  }

  @Test
  void templateTenantAndStatusOfARunAreSearchAttributes() {
    Program program = ScriptedPrograms.gate(1);
    try (ScriptedAgents agents = new ScriptedAgents();
        Hosted hosted = Hosted.withAttributes(agents, program)) {
      String runId = Runs.submit(hosted.engine(), program);
      hosted.once(runId, state -> state.status() == Status.WAITING);
      Hosted.until(() -> attribute(hosted, runId, RunNames.STATUS).equals("waiting"));
      assertEquals(
          program.name() + "@" + program.version(), attribute(hosted, runId, RunNames.TEMPLATE));
      assertEquals("default", attribute(hosted, runId, RunNames.TENANT));
    }
  }

  /// Registers them with the test server.
  static void create(io.temporal.testing.TestWorkflowEnvironment env) {
    for (SearchAttributeKey<String> one :
        java.util.List.of(RunNames.TEMPLATE, RunNames.TENANT, RunNames.STATUS)) {
      env.registerSearchAttribute(one.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
    }
  }
}
