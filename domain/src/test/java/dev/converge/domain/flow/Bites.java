package dev.converge.domain.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Body;
import dev.converge.core.Invariant;
import dev.converge.core.Program;
import dev.converge.core.status.HaltReason;
import dev.converge.core.status.Status;
import java.util.List;
import java.util.stream.Stream;

/// What the class of an invariant demands of a run that breaks it, and that the scenario is named.
final class Bites {
  private Bites() {}

  /// A structural one refuses whatever would break it, and goes on holding; a semantic one is
  /// recorded and keeps the run from converging; an acceptance one halts it.
  static void assertBites(Program program, String id, CoreRun run) {
    Invariant invariant =
        program.definition().invariants().stream()
            .filter(one -> one.id().equals(id))
            .findFirst()
            .orElseThrow();
    switch (invariant.kind()) {
      case STRUCTURAL -> {
        assertTrue(
            bodies(run, Body.ProposalRejected.class)
                .anyMatch(it ->
                    id.equals(String.valueOf(it.invariant()))
                        && it.message().startsWith(invariant.name() + ": ")),
            () -> id + " refused nothing: " + run.state().detail().orElse(""));
        assertTrue(invariant.condition().check(run.state().context()).isEmpty(), id);
      }
      case SEMANTIC, ACCEPTANCE -> {
        assertEquals(Status.HALTED, run.state().status(), id);
        assertEquals(HaltReason.INVARIANT, run.state().reason().orElseThrow(), id);
        String detail = run.state().detail().orElse("");
        assertTrue(detail.contains(id + " (" + invariant.name() + "): "), detail);
        assertTrue(
            bodies(run, Body.InvariantViolated.class)
                .anyMatch(it ->
                    it.id().equals(id)
                        && it.kind() == invariant.kind()
                        && it.name().equals(invariant.name())),
            id);
      }
    }
  }

  /// The structural invariants that refused something, one for each refusal.
  static List<String> refusals(CoreRun run) {
    return bodies(run, Body.ProposalRejected.class)
        .map(rejected -> String.valueOf(rejected.invariant()))
        .toList();
  }

  static <B extends Body> Stream<B> bodies(CoreRun run, Class<B> type) {
    return run.events().stream()
        .map(event -> event.body())
        .filter(type::isInstance)
        .map(type::cast);
  }
}
