package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.cli.eval.Fixture;
import dev.converge.cli.eval.FixtureRun;
import dev.converge.cli.serve.Composition;
import dev.converge.core.Fact;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.decision.Decision;
import dev.converge.core.status.Status;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.Submission;
import dev.converge.engine.run.RunObserver;
import dev.converge.store.Store;
import dev.converge.store.StoreOptions;
import dev.converge.store.Stores;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A patent matter waits for its attorney longer than the process lives.
final class ResumedMatterTest {
  private static final Fixture FIXTURE =
      Fixture.read(Path.of("..", "evals", "patent-research", "printer.yaml"));

  @TempDir private Path folder = Path.of(".");

  private static String submit(Engine engine, Program program) {
    Budget budget = program.definition().budget();
    return engine
        .submit(Submission.of(program, FIXTURE.seeds(), budget, Mode.OFFLINE))
        .join()
        .job()
        .runId();
  }

  private static List<Fact> facts(RunState state) {
    return state.context().facts().stream().toList();
  }

  @Test
  void whatWaitsForTheAttorneyIsTakenUpByAnotherProcessAndSubmittedOnceApproved() {
    String runId;
    List<Fact> before;
    try (Composition wiring = new Composition(List.of());
        Store store =
            Stores.open(folder.resolve("matters.db"), StoreOptions.durable(wiring.host().clock()));
        Engine engine = wiring.engine(EngineSettings.DEFAULT, store, RunObserver.none())) {
      Program program = wiring.templates().find("patent-research", "").orElseThrow();
      runId = submit(engine, program);
      RunState waiting = FixtureRun.end(engine, runId, Map.of());
      assertEquals(Status.WAITING, waiting.status(), waiting.detail().orElse(""));
      assertEquals("attorney", waiting.pending().getFirst().role());
      assertTrue(waiting.context().facts("Submissions").isEmpty());
      before = facts(waiting);
    }
    try (Composition wiring = new Composition(List.of());
        Store store =
            Stores.open(folder.resolve("matters.db"), StoreOptions.durable(wiring.host().clock()));
        Engine engine = wiring.engine(EngineSettings.DEFAULT, store, RunObserver.none())) {
      engine.recover();
      RunState still = FixtureRun.end(engine, runId, Map.of());
      assertEquals(Status.WAITING, still.status());
      assertEquals(before, facts(still));
      RunState ended = FixtureRun.end(engine, runId, Map.of("submission", Decision.APPROVED));
      assertEquals(Status.CONVERGED, ended.status(), ended.detail().orElse(""));
      assertEquals(before, facts(ended).subList(0, before.size()));
      Fact record = ended.context().facts("Records").getFirst();
      assertTrue(record.content().startsWith("fixture approved as attorney"), record.content());
      assertEquals(List.of("decision:1", "submission:1", "pack:1"), record.cites());
    }
  }
}
