package dev.converge.audit;

import dev.converge.core.Program;
import dev.converge.core.event.Sealed;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.replay.Replay;
import dev.converge.engine.replay.Replayer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Runs what a bundle recorded again, from the bundle alone. Holds the events in memory.
public final class BundleReplay {
  private BundleReplay() {}

  /// Replays a bundle.
  ///
  /// @param bundle that was verified; what does not fit in it shows here as any other difference
  /// @param programs compiles the bundle's template
  /// @param agents finds the rule agents that are installed
  /// @throws IOException if it cannot be read
  /// @throws ConvergeException with `INVALID` if it is not a bundle, its template does not compile
  ///   or is another one than was run, with `GONE` if its content was erased
  public static Replay replay(BundleBytes bundle, ProgramSource programs, Agents agents)
      throws IOException {
    BundleRun run = BundleRun.open(bundle);
    Manifest.TemplateId named = run.manifest().template();
    TemplateFiles template =
        new TemplateFiles(
            named.name(),
            named.version(),
            named.hash(),
            run.text(BundleFormat.SPEC),
            run.text(BundleFormat.WIRING));
    Program program = programs.compile(template);
    if (!program.hash().equals(template.hash())) {
      throw BundleRun.invalid(
          "template hash: " + program.hash() + " (expected: " + template.hash() + ")");
    }
    List<Sealed> events = new ArrayList<>();
    run.events(events::add);
    return new Replayer(program, run.manifest().runId(), events, agents).run();
  }
}
