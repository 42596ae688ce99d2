package dev.converge.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Whether the tests that ran before went through the whole contract. Says nothing when some of
/// them were left out. A build runs it when all others are over.
@EnabledIfSystemProperty(named = "converge.tests.over", matches = "true")
final class CoverageTest {
  private static final List<String> TESTS =
      List.of(
          "audit.AuditHttpTest",
          "control.ControlTest",
          "EdgesTest",
          "jobs.ListTest",
          "jobs.SubmitTest",
          "metrics.MetricsTest",
          "ServerTest",
          "templates.TemplatesTest");

  @Test
  void everyOperationAndEveryDocumentedStatusOccurred() throws Exception {
    Set<String> covered = Covered.all();
    for (String test : TESTS) {
      // A test that was renamed must not turn this one off.
      String name = Class.forName("dev.converge.runtime." + test).getName();
      assumeTrue(covered.contains(name), "did not run: " + test);
    }
    Set<String> missing = new TreeSet<>(ContractCheck.documented());
    missing.removeAll(covered);
    assertEquals(Set.of(), missing);
  }
}
