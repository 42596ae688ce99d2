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

/// Replays the recorded run of a bundle, using only the bundle. Holds the events in memory.
public final class BundleReplay {
  private BundleReplay() {}

  /// Replays a bundle.
  ///
  /// @param bundle a verified bundle; anything wrong in it shows here as a difference
  /// @param programs compiles the bundle's template
  /// @param agents finds the installed rule agents
  /// @throws IOException if it cannot be read
  /// @throws ConvergeException with `INVALID` if it is not a bundle, its template does not compile
  ///   or is not the one that was run, with `GONE` if its content was erased
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
