package dev.converge.audit;

import dev.converge.core.json.Digest;
import dev.converge.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a bundle says of itself; the signature covers it, and it digests every other file.
///
/// @param product version of the product that exported it
/// @param jobId of the job
/// @param runId of the run
/// @param replayOf the run that it replays, or `null`
/// @param createdAt when the job was submitted, RFC 3339
/// @param durability `full`, or `relaxed` where the server did not wait for the disk
/// @param template name, version and hash
/// @param run what its events add up to; see [RunTotals#summary]
/// @param keyId of the key that it is signed with
/// @param files every other file but the signature, in the order of the archive
record Manifest(
    String product,
    String jobId,
    String runId,
    @Nullable String replayOf,
    String createdAt,
    String durability,
    TemplateId template,
    Json.Obj run,
    String keyId,
    List<DigestedFile> files) {
  /// Copies the list.
  Manifest {
    files = List.copyOf(files);
  }

  /// Which template.
  record TemplateId(String name, String version, String hash) {}

  /// A file of the bundle.
  record DigestedFile(String name, long size, String sha256) {}

  byte[] bytes() {
    Json.Builder out = Json.object();
    out.put("format", BundleFormat.VERSION);
    out.put(
        "product", Json.object().put("name", BundleFormat.PRODUCT).put("version", product).build());
    out.put("job_id", jobId).put("run_id", runId).put("replay_of", replayOf);
    out.put("created_at", createdAt).put("durability", durability);
    out.put(
        "template",
        Json.object()
            .put("name", template.name())
            .put("version", template.version())
            .put("hash", template.hash())
            .build());
    out.put("run", run).put("key_id", keyId);
    List<Json> listed = new ArrayList<>();
    for (DigestedFile file : files) {
      listed.add(
          Json.object()
              .put("name", file.name())
              .put("size", (double) file.size())
              .put("sha256", file.sha256())
              .build());
    }
    out.put("files", Json.array(listed));
    return out.build().canonical().getBytes(StandardCharsets.UTF_8);
  }

  /// Reads a manifest back.
  ///
  /// @throws IllegalArgumentException if the bytes are none, or not the canonical form of one
  static Manifest read(byte[] bytes) {
    Json.Obj json = BundleJson.object(bytes);
    int format = (int) number(json, "format");
    if (format != BundleFormat.VERSION) {
      throw new IllegalArgumentException(
          "format: " + format + " (expected: " + BundleFormat.VERSION + ")");
    }
    Json.Obj product = object(RunTotals.member(json, "product"));
    if (!RunTotals.text(product, "name").equals(BundleFormat.PRODUCT)) {
      throw new IllegalArgumentException(
          "product: " + product.canonical() + " (expected: " + BundleFormat.PRODUCT + ")");
    }
    Json.Obj template = object(RunTotals.member(json, "template"));
    Manifest manifest =
        new Manifest(
            RunTotals.text(product, "version"),
            RunTotals.text(json, "job_id"),
            RunTotals.text(json, "run_id"),
            Optional.of(json)
                .filter(o -> o.get("replay_of").isPresent())
                .map(o -> RunTotals.text(o, "replay_of"))
                .orElse(null),
            RunTotals.text(json, "created_at"),
            RunTotals.text(json, "durability"),
            new TemplateId(
                RunTotals.text(template, "name"),
                RunTotals.text(template, "version"),
                RunTotals.text(template, "hash")),
            object(RunTotals.member(json, "run")),
            RunTotals.text(json, "key_id"),
            files(RunTotals.member(json, "files")));
    if (!java.util.Arrays.equals(manifest.bytes(), bytes)) {
      throw new IllegalArgumentException("not the canonical form of a manifest (expected: it)");
    }
    return manifest;
  }

  private static List<DigestedFile> files(Json json) {
    if (!(json instanceof Json.Arr(var items))) {
      throw new IllegalArgumentException("files: no array (expected: one)");
    }
    List<DigestedFile> files = new ArrayList<>();
    for (Json item : items) {
      Json.Obj file = object(item);
      files.add(
          new DigestedFile(
              RunTotals.text(file, "name"), number(file, "size"), RunTotals.text(file, "sha256")));
    }
    return files;
  }

  private static Json.Obj object(Json json) {
    if (json instanceof Json.Obj object) {
      return object;
    }
    throw new IllegalArgumentException(json.canonical() + " (expected: an object)");
  }

  private static long number(Json.Obj json, String name) {
    if (RunTotals.member(json, name) instanceof Json.Num number && number.isInteger()) {
      return (long) number.value();
    }
    throw new IllegalArgumentException(name + ": no whole number (expected: one)");
  }

  /// The hash of a template, from its two files as a bundle holds them.
  static String templateHash(String spec, String wiring) {
    return Digest.of(Json.object().put("spec", spec).put("wiring", wiring).build());
  }
}
