package dev.converge.audit;

import dev.converge.audit.compare.RunLog;
import dev.converge.core.event.Sealed;
import dev.converge.core.json.Json;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;

/// The run of a bundle, read from the bundle alone. Does not verify the bundle; see [Verifier].
public final class BundleRun {
  private final Archive archive;
  private final Manifest manifest;

  private BundleRun(Archive archive, Manifest manifest) {
    this.archive = archive;
    this.manifest = manifest;
  }

  /// Opens a bundle.
  ///
  /// @throws IOException if it cannot be read
  /// @throws ConvergeException with `INVALID` if it is not a bundle
  public static BundleRun open(BundleBytes bundle) throws IOException {
    Findings findings = new Findings();
    Archive archive =
        Archive.open(bundle, findings)
            .orElseThrow(() -> invalid(findings.list().getFirst().toString()));
    try {
      return new BundleRun(archive, Manifest.read(whole(archive, BundleFormat.MANIFEST)));
    } catch (IllegalArgumentException e) {
      throw invalid(String.valueOf(e.getMessage()));
    }
  }

  static ConvergeException invalid(String message) {
    return new ConvergeException(ErrorCode.INVALID, "bundle: " + message);
  }

  private static byte[] whole(Archive archive, String name) throws IOException {
    Findings findings = new Findings();
    return archive
        .whole(name, findings)
        .orElseThrow(() -> invalid(findings.list().getFirst().toString()));
  }

  Manifest manifest() {
    return manifest;
  }

  /// A small file as text.
  ///
  /// @throws ConvergeException with `INVALID` if it is not text
  String text(String name) throws IOException {
    try {
      return BundleJson.text(whole(archive, name));
    } catch (IllegalArgumentException e) {
      throw invalid(name + ": " + e.getMessage());
    }
  }

  /// The wiring of the template of the run.
  ///
  /// @throws IOException if it cannot be read
  /// @throws ConvergeException with `INVALID` if it is not text
  public String wiring() throws IOException {
    return text(BundleFormat.WIRING);
  }

  /// Passes each event to a consumer, in order.
  ///
  /// @throws IOException if they cannot be read
  /// @throws ConvergeException with `INVALID` if a line is not an event
  public void events(RunRecord.EventConsumer consumer) throws IOException {
    try (InputStream in = archive.open(BundleFormat.EVENTS)) {
      LineReader lines = new LineReader(in);
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        consumer.accept(sealed(line));
      }
    } catch (IllegalArgumentException e) {
      throw invalid(BundleFormat.EVENTS + ": " + e.getMessage());
    }
  }

  private static Sealed sealed(byte[] line) {
    Json.Obj event = BundleJson.object(line);
    if (RunTotals.member(event, "sequence") instanceof Json.Num(var sequence)) {
      return new Sealed(
          (long) sequence, RunTotals.text(event, "type"), RunTotals.text(event, "hash"), line);
    }
    throw new IllegalArgumentException("a line is not an event");
  }

  /// The events, for comparison with those of another run.
  ///
  /// @throws IOException if they cannot be read
  /// @throws ConvergeException as [RunLog#of] does
  public RunLog log() throws IOException {
    RunLog.Reader reader = new RunLog.Reader(manifest.runId());
    events(reader::add);
    return reader.log();
  }
}
