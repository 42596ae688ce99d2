package dev.converge.audit;

import dev.converge.core.event.Sealed;
import dev.converge.core.json.Json;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/// A bundle ready to be written: everything in it is measured and signed, and no events are held in
/// memory. The same run, key and product give the same bytes. Thread-safe.
public final class Bundle {
  private static final int BUFFER_BYTES = 1 << 16;

  private final List<Part> parts;
  private final List<ZipLayout.Placed> places;
  private final String runId;
  private final String etag;

  private Bundle(List<Part> parts, List<ZipLayout.Placed> places, String runId, String etag) {
    this.parts = parts;
    this.places = places;
    this.runId = runId;
    this.etag = etag;
  }

  /// A bundle's information about the server that created it.
  ///
  /// @param product its version
  /// @param durability `full`, or `relaxed` if it does not wait for the disk
  public record Origin(String product, String durability) {}

  private record Part(String name, Content content, MeasuredOutput.Measured measured) {}

  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /// Measures and signs. Reads the events once here and once for each derived file when it is
  /// written, so that none are held in memory.
  ///
  /// @throws IOException if the events cannot be read
  /// @throws ConvergeException with `TOO_LARGE` if the bundle would be too large
  public static Bundle of(RunRecord run, Origin origin, SigningKey key) throws IOException {
    List<Part> parts = new ArrayList<>();
    parts.add(part(BundleFormat.JOB, text(run.submission())));
    parts.add(part(BundleFormat.SPEC, text(run.template().spec())));
    parts.add(part(BundleFormat.WIRING, text(run.template().wiring())));
    Json.Obj summary = derived(run, parts);
    Manifest manifest =
        new Manifest(
            origin.product(),
            run.jobId(),
            run.runId(),
            run.replayOf(),
            run.createdAt(),
            origin.durability(),
            new Manifest.TemplateId(
                run.template().name(), run.template().version(), run.template().hash()),
            summary,
            key.publicKey().id(),
            parts.stream().map(Bundle::digested).toList());
    byte[] bytes = manifest.bytes();
    Part first = part(BundleFormat.MANIFEST, bytes);
    parts.addFirst(part(BundleFormat.SIGNATURE, BundleSignature.of(bytes, key).bytes()));
    parts.addFirst(first);
    return new Bundle(parts, place(parts), run.runId(), first.measured().sha256());
  }

  /// Adds the files that are derived from the events.
  ///
  /// @return the manifest's information about the run
  private static Json.Obj derived(RunRecord run, List<Part> parts) throws IOException {
    MeasuredOutput events = new MeasuredOutput();
    MeasuredOutput calls = new MeasuredOutput();
    MeasuredOutput facts = new MeasuredOutput();
    RunTotals fold = new RunTotals(false);
    FactsWriter writer = new FactsWriter(facts);
    run.events()
        .forEach(event -> {
          line(event.json(), events);
          RunTotals.Derived derived = fold.take(parse(event));
          if (derived.modelCall().isPresent()) {
            line(text(derived.modelCall().get().canonical()), calls);
          }
          if (derived.fact().isPresent()) {
            writer.write(derived.fact().get());
          }
        });
    writer.end();
    Content allEvents = out -> run.events().forEach(event -> line(event.json(), out));
    parts.add(new Part(BundleFormat.EVENTS, allEvents, events.measured()));
    parts.add(new Part(BundleFormat.MODEL_CALLS, out -> modelCalls(run, out), calls.measured()));
    parts.add(new Part(BundleFormat.FACTS, out -> facts(run, out), facts.measured()));
    return fold.summary();
  }

  private static void line(byte[] line, OutputStream out) throws IOException {
    out.write(line);
    out.write('\n');
  }

  private static Manifest.DigestedFile digested(Part part) {
    return new Manifest.DigestedFile(part.name(), part.measured().size(), part.measured().sha256());
  }

  private static List<ZipLayout.Placed> place(List<Part> parts) {
    List<ZipLayout.Placed> places = new ArrayList<>();
    long offset = 0;
    for (Part part : parts) {
      ZipLayout.Placed placed =
          new ZipLayout.Placed(part.name(), part.measured().crc(), part.measured().size(), offset);
      places.add(placed);
      offset = placed.end();
    }
    if (offset > BundleFormat.MAX_BUNDLE_BYTES - (1 << 16)) {
      throw new ConvergeException(
          ErrorCode.TOO_LARGE,
          "bundle: "
              + offset
              + " bytes (expected: less than "
              + BundleFormat.MAX_BUNDLE_BYTES
              + ")");
    }
    return List.copyOf(places);
  }

  private static Part part(String name, byte[] bytes) throws IOException {
    MeasuredOutput measure = new MeasuredOutput();
    measure.write(bytes);
    return new Part(name, out -> out.write(bytes), measure.measured());
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Json.Obj parse(Sealed event) {
    return (Json.Obj) Json.parse(new String(event.json(), StandardCharsets.UTF_8));
  }

  private static void modelCalls(RunRecord run, OutputStream out) throws IOException {
    RunTotals fold = new RunTotals(false);
    run.events()
        .forEach(event -> {
          Optional<Json.Obj> call = fold.take(parse(event)).modelCall();
          if (call.isPresent()) {
            line(text(call.get().canonical()), out);
          }
        });
  }

  private static void facts(RunRecord run, OutputStream out) throws IOException {
    RunTotals fold = new RunTotals(false);
    FactsWriter facts = new FactsWriter(out);
    run.events()
        .forEach(event -> {
          Optional<Json.Obj> fact = fold.take(parse(event)).fact();
          if (fact.isPresent()) {
            facts.write(fact.get());
          }
        });
    facts.end();
  }

  /// Its size in bytes.
  public long size() {
    return places.getLast().end() + ZipLayout.directory(places).length;
  }

  /// Identifies its content: SHA-256 of the manifest, which contains the digests and names of
  /// everything else.
  public String etag() {
    return etag;
  }

  /// The name of its file.
  public String fileName() {
    return runId + ".zip";
  }

  /// Opens it for reading. It is written on another thread meanwhile.
  ///
  /// @param threads runs tasks that may block: a virtual thread for each
  /// @throws IOException if it cannot be opened
  public InputStream open(Executor threads) throws IOException {
    return BundleInputStream.of(this, threads);
  }

  /// Writes it.
  ///
  /// @throws IOException if that fails, or if the run is no longer the measured one
  public void writeTo(OutputStream to) throws IOException {
    for (Part part : parts) {
      MeasuredOutput.Measured expected = part.measured();
      to.write(ZipLayout.local(part.name(), expected.crc(), expected.size()));
      MeasuredOutput measure = new MeasuredOutput(to);
      OutputStream buffered = new BufferedOutputStream(measure, BUFFER_BYTES);
      part.content().writeTo(buffered);
      buffered.flush();
      if (!measure.measured().equals(expected)) {
        throw new IOException(part.name() + " changed while the bundle was written");
      }
    }
    to.write(ZipLayout.directory(places));
  }
}
