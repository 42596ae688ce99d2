package dev.converge.domain.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Body;
import dev.converge.core.status.Status;
import dev.converge.domain.template.Template;
import dev.converge.domain.template.Templates;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every invariant of every flow that ships is broken once, and does what its class demands.
class EveryInvariantBitesTest {
  static List<String> flows() {
    return Templates.shipped().list().stream().map(Template::name).toList();
  }

  /// Whatever the specs say, so that an invariant without a break fails here by its name.
  static List<String> invariants() {
    return Templates.shipped().list().stream()
        .flatMap(template ->
            template.program().definition().invariants().stream()
                .map(invariant -> template.name() + "/" + invariant.id()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("invariants")
  void anInvariantThatIsBrokenBites(String invariant) {
    Breaks.Break breaks = Breaks.all().get(invariant);
    assertTrue(breaks != null, invariant + ": nothing breaks it (expected: an entry in Breaks)");
    ShippedFlow flow = ShippedFlow.of(invariant.substring(0, invariant.indexOf('/')));
    Bites.assertBites(
        flow.program(),
        invariant.substring(invariant.indexOf('/') + 1),
        flow.run(breaks.agent(), breaks.change()));
  }

  @ParameterizedTest
  @MethodSource("flows")
  void honestAnswersBreakNothing(String name) {
    CoreRun run = ShippedFlow.of(name).run("", answer -> answer);
    assertEquals(Status.CONVERGED, run.state().status(), run.state().detail().orElse(""));
    assertEquals(List.of(), Bites.bodies(run, Body.InvariantViolated.class).toList());
    assertTrue(Bites.refusals(run).stream().allMatch("null"::equals));
  }

  @Test
  void nothingIsBrokenThatNoSpecSays() {
    assertEquals(new TreeSet<>(invariants()), new TreeSet<>(Breaks.all().keySet()));
  }
}
