package dev.converge.audit;

import dev.converge.core.Program;
import dev.converge.core.Sealed;
import dev.converge.core.json.Json;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.replay.Replay;
import dev.converge.engine.replay.Replayer;
import java.io.IOException;
import java.io.InputStream;
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
  /// @throws ConvergeException with `INVALID` if it is no bundle, its template does not compile or
  ///   is another one than was run, with `GONE` if its content was erased
  public static Replay replay(BundleBytes bundle, ProgramSource programs, Agents agents)
      throws IOException {
    Findings findings = new Findings();
    Archive archive =
        Archive.open(bundle, findings)
            .orElseThrow(() -> invalid(findings.list().getFirst().toString()));
    try {
      Manifest manifest = Manifest.read(whole(archive, BundleFormat.MANIFEST));
      TemplateFiles template =
          new TemplateFiles(
              manifest.template().name(),
              manifest.template().version(),
              manifest.template().hash(),
              text(archive, BundleFormat.SPEC),
              text(archive, BundleFormat.WIRING));
      Program program = programs.compile(template);
      if (!program.hash().equals(template.hash())) {
        throw invalid("template hash: " + program.hash() + " (expected: " + template.hash() + ")");
      }
      return new Replayer(program, manifest.runId(), events(archive), agents).run();
    } catch (IllegalArgumentException e) {
      throw invalid(String.valueOf(e.getMessage()));
    }
  }

  private static ConvergeException invalid(String message) {
    return new ConvergeException(ErrorCode.INVALID, "bundle: " + message);
  }

  private static byte[] whole(Archive archive, String name) throws IOException {
    Findings findings = new Findings();
    return archive
        .whole(name, findings)
        .orElseThrow(() -> invalid(findings.list().getFirst().toString()));
  }

  private static String text(Archive archive, String name) throws IOException {
    return BundleJson.text(whole(archive, name));
  }

  private static List<Sealed> events(Archive archive) throws IOException {
    List<Sealed> events = new ArrayList<>();
    try (InputStream in = archive.open(BundleFormat.EVENTS)) {
      LineReader lines = new LineReader(in);
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        events.add(sealed(line));
      }
    }
    return events;
  }

  private static Sealed sealed(byte[] line) {
    Json.Obj event = BundleJson.object(line);
    if (RunTotals.member(event, "sequence") instanceof Json.Num(var sequence)) {
      return new Sealed(
          (long) sequence, RunTotals.text(event, "type"), RunTotals.text(event, "hash"), line);
    }
    throw new IllegalArgumentException("a line is no event (expected: one)");
  }
}
