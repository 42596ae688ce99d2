package dev.converge.audit;

import dev.converge.audit.Finding.Check;
import dev.converge.core.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Verifies bundles. Needs only the file and, to know who made it, that server's public key. Holds
/// the facts in memory, not the events. Used once.
public final class Verifier {
  private final BundleBytes bundle;
  private final @Nullable VerifyKey trusted;
  private final Findings findings = new Findings();
  private String runId = "";
  private String keyId = "";
  private long events;

  private Verifier(BundleBytes bundle, @Nullable VerifyKey trusted) {
    this.bundle = bundle;
    this.trusted = trusted;
  }

  /// Verifies a bundle with the key that it contains: proves that it is complete, not who made it.
  ///
  /// @throws IOException if it cannot be read
  public static Verdict verify(BundleBytes bundle) throws IOException {
    return new Verifier(bundle, null).run();
  }

  /// Verifies a bundle with a key that is known to be the server's.
  ///
  /// @throws IOException if it cannot be read
  public static Verdict verify(BundleBytes bundle, VerifyKey trusted) throws IOException {
    return new Verifier(bundle, trusted).run();
  }

  private Verdict run() throws IOException {
    Optional<Archive> archive = Archive.open(bundle, findings);
    if (archive.isPresent()) {
      check(archive.get());
    }
    return new Verdict(runId, keyId, events, findings.list());
  }

  private void check(Archive archive) throws IOException {
    Optional<byte[]> bytes = archive.whole(BundleFormat.MANIFEST, findings);
    if (bytes.isEmpty()) {
      return;
    }
    signature(archive, bytes.get());
    Manifest manifest;
    try {
      manifest = Manifest.read(bytes.get());
    } catch (IllegalArgumentException e) {
      findings.problem(Check.MANIFEST, BundleFormat.MANIFEST, String.valueOf(e.getMessage()));
      return;
    }
    runId = manifest.runId();
    findings.expect(Check.SIGNATURE, BundleFormat.MANIFEST, "key id", keyId, manifest.keyId());
    digests(archive, manifest);
    EventsCheck events = new EventsCheck(archive, manifest.runId(), findings);
    events.run();
    this.events = events.fold().events();
    if (events.readable()) {
      agrees(manifest, events.fold());
      template(archive, manifest);
      job(archive, manifest, events.fold());
      events.result(BundleFormat.EVENTS);
    }
  }

  private void signature(Archive archive, byte[] manifest) throws IOException {
    Optional<byte[]> bytes = archive.whole(BundleFormat.SIGNATURE, findings);
    if (bytes.isEmpty()) {
      return;
    }
    BundleSignature signature;
    try {
      signature = BundleSignature.read(bytes.get());
    } catch (IllegalArgumentException e) {
      findings.problem(Check.SIGNATURE, BundleFormat.SIGNATURE, String.valueOf(e.getMessage()));
      return;
    }
    keyId = signature.key().id();
    if (!signature.covers(manifest)) {
      findings.problem(
          Check.SIGNATURE,
          BundleFormat.SIGNATURE,
          "not made over this manifest with key "
              + keyId
              + " (expected: made with it), so manifest, signature or key was changed");
    }
    if (trusted == null) {
      findings.note(
          Check.KEY,
          BundleFormat.SIGNATURE,
          "the key "
              + keyId
              + " is from the bundle itself: it proves that the bundle is complete, not who made"
              + " it");
    } else {
      findings.expect(Check.KEY, BundleFormat.SIGNATURE, "signed with key", keyId, trusted.id());
    }
  }

  private void digests(Archive archive, Manifest manifest) {
    List<String> listed = manifest.files().stream().map(Manifest.DigestedFile::name).toList();
    if (!listed.equals(BundleFormat.DIGESTED)) {
      findings.problem(
          Check.DIGEST,
          BundleFormat.MANIFEST,
          "files: " + listed + " (expected: " + BundleFormat.DIGESTED + ")");
      return;
    }
    for (Manifest.DigestedFile file : manifest.files()) {
      MeasuredOutput.Measured measured = archive.file(file.name()).measured();
      findings.expect(
          Check.DIGEST,
          file.name(),
          "bytes",
          Long.toString(measured.size()),
          Long.toString(file.size()));
      findings.expect(Check.DIGEST, file.name(), "SHA-256", measured.sha256(), file.sha256());
    }
  }

  /// The manifest's information about the run equals the totals of its events.
  private void agrees(Manifest manifest, RunTotals fold) {
    Json.Obj expected = fold.summary();
    TreeSet<String> names = new TreeSet<>(expected.fields().keySet());
    names.addAll(manifest.run().fields().keySet());
    for (String name : names) {
      findings.expect(
          Check.MANIFEST,
          BundleFormat.MANIFEST,
          "run." + name,
          manifest.run().get(name).map(Json::canonical).orElse(""),
          expected.get(name).map(Json::canonical).orElse(""));
    }
    if (fold.events() == 0) {
      findings.problem(
          Check.SEQUENCE, BundleFormat.EVENTS, "no events (expected: at least run_started)");
    }
    if (fold.started().fields().isEmpty()) {
      return;
    }
    startedWith("job_id", manifest.jobId(), fold);
    startedWith("template", manifest.template().name(), fold);
    startedWith("version", manifest.template().version(), fold);
    startedWith("template_hash", manifest.template().hash(), fold);
  }

  private void startedWith(String member, String manifest, RunTotals fold) {
    findings.expect(
        Check.MANIFEST,
        BundleFormat.MANIFEST,
        member,
        manifest,
        fold.started().get(member).map(Verifier::shown).orElse(""));
  }

  private static String shown(Json value) {
    return value instanceof Json.Str(var text) ? text : value.canonical();
  }

  private void template(Archive archive, Manifest manifest) throws IOException {
    Optional<byte[]> spec = archive.whole(BundleFormat.SPEC, findings);
    Optional<byte[]> wiring = archive.whole(BundleFormat.WIRING, findings);
    if (spec.isEmpty() || wiring.isEmpty()) {
      return;
    }
    String where = BundleFormat.SPEC + " with " + BundleFormat.WIRING;
    try {
      String hash =
          Manifest.templateHash(BundleJson.text(spec.get()), BundleJson.text(wiring.get()));
      findings.expect(Check.TEMPLATE, where, "template hash", hash, manifest.template().hash());
    } catch (IllegalArgumentException e) {
      findings.problem(Check.TEMPLATE, where, String.valueOf(e.getMessage()));
    }
  }

  private void job(Archive archive, Manifest manifest, RunTotals fold) throws IOException {
    Optional<byte[]> bytes = archive.whole(BundleFormat.JOB, findings);
    if (bytes.isEmpty() || fold.erased() > 0) {
      return;
    }
    try {
      Json.Obj job = BundleJson.object(bytes.get());
      findings.expect(
          Check.SEEDS,
          BundleFormat.JOB,
          "template",
          job.get("template").map(Verifier::shown).orElse(""),
          manifest.template().name());
      seeds(job, fold);
    } catch (IllegalArgumentException e) {
      findings.problem(Check.SEEDS, BundleFormat.JOB, String.valueOf(e.getMessage()));
    }
  }

  private void seeds(Json.Obj job, RunTotals fold) {
    TreeMap<String, Json.Obj> submitted = new TreeMap<>();
    if (job.get("seeds").orElse(null) instanceof Json.Arr(var items)) {
      for (Json item : items) {
        if (item instanceof Json.Obj seed) {
          submitted.put(RunTotals.text(seed, "id"), withoutNull(seed));
        }
      }
    }
    TreeSet<String> ids = new TreeSet<>(submitted.keySet());
    ids.addAll(fold.seeds().keySet());
    for (String id : ids) {
      Json.Obj given = submitted.get(id);
      Json.Obj admitted = fold.seeds().get(id);
      if (given == null || admitted == null || !given.equals(admitted)) {
        findings.problem(
            Check.SEEDS,
            BundleFormat.JOB,
            "seed "
                + id
                + (given == null
                    ? ": admitted, but not submitted"
                    : admitted == null
                        ? ": submitted, but not admitted"
                        : ": admitted with content other than submitted")
                + " (expected: the same)");
      }
    }
  }

  /// A member that is `null` means the same as a missing one.
  private static Json.Obj withoutNull(Json.Obj seed) {
    TreeMap<String, Json> members = new TreeMap<>(seed.fields());
    members.values().removeIf(Json.Null.class::isInstance);
    return new Json.Obj(members);
  }
}
