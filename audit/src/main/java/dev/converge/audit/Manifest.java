package dev.converge.audit;

import dev.converge.core.json.Digest;
import dev.converge.core.json.Json;
import dev.converge.core.json.Members;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The description of a bundle. The signature covers it, and it contains the digest of every other
/// file.
///
/// @param product version of the product that exported it
/// @param jobId of the job
/// @param runId of the run
/// @param replayOf the run that it replays, or `null`
/// @param createdAt when the job was submitted, RFC 3339
/// @param durability `full`, or `relaxed` if the server did not wait for the disk
/// @param template name, version and hash
/// @param run totals of its events; see [RunTotals#summary]
/// @param keyId of the key that signed it
/// @param files every file except itself and the signature, in the order of the archive
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

  /// The template.
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
  /// @throws IllegalArgumentException if the bytes are not a manifest, or not in canonical form
  static Manifest read(byte[] bytes) {
    Json.Obj json = BundleJson.object(bytes);
    Members in = new Members("manifest", json);
    int format = in.integer("format");
    if (format != BundleFormat.VERSION) {
      throw new IllegalArgumentException(
          "format: " + format + " (expected: " + BundleFormat.VERSION + ")");
    }
    Members product = in.required("product");
    if (!product.text("name").equals(BundleFormat.PRODUCT)) {
      throw new IllegalArgumentException(
          "product: " + product.text("name") + " (expected: " + BundleFormat.PRODUCT + ")");
    }
    Members template = in.required("template");
    Manifest manifest =
        new Manifest(
            product.text("version"),
            in.text("job_id"),
            in.text("run_id"),
            in.optional("replay_of"),
            in.text("created_at"),
            in.text("durability"),
            new TemplateId(template.text("name"), template.text("version"), template.text("hash")),
            in.requiredObject("run"),
            in.text("key_id"),
            in.list(
                "files",
                file ->
                    new DigestedFile(file.text("name"), file.number("size"), file.text("sha256"))));
    if (!java.util.Arrays.equals(manifest.bytes(), bytes)) {
      throw new IllegalArgumentException("not the canonical form of a manifest (expected: it)");
    }
    return manifest;
  }

  /// The hash of a template, from its two files in a bundle.
  static String templateHash(String spec, String wiring) {
    return Digest.of(Json.object().put("spec", spec).put("wiring", wiring).build());
  }
}
