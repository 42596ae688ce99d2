package dev.converge.audit;

import java.util.List;

/// The names and limits of the bundle format; see `docs/audit-format.md`.
final class BundleFormat {
  /// The version of the format that is written, and the only one that is read.
  static final int VERSION = 1;

  static final String PRODUCT = "converge-runtime";

  static final String MANIFEST = "manifest.json";
  static final String SIGNATURE = "signature.json";
  static final String JOB = "job.json";
  static final String SPEC = "template/spec.feature";
  static final String WIRING = "template/wiring.yaml";
  static final String EVENTS = "events.ndjson";
  static final String MODEL_CALLS = "model-calls.ndjson";
  static final String FACTS = "facts.json";

  /// The files that the manifest digests, in the order of the archive.
  static final List<String> DIGESTED = List.of(JOB, SPEC, WIRING, EVENTS, MODEL_CALLS, FACTS);

  /// Every file, in the order of the archive.
  static final List<String> FILES =
      List.of(MANIFEST, SIGNATURE, JOB, SPEC, WIRING, EVENTS, MODEL_CALLS, FACTS);

  /// Maximum number of bytes of a bundle; this is the limit of ZIP archives without the 64-bit
  /// extension.
  static final long MAX_BUNDLE_BYTES = Integer.MAX_VALUE;

  /// Maximum number of bytes of a file that is read into memory; this applies to all files except
  /// events, model calls and facts.
  static final int MAX_SMALL_FILE_BYTES = 16 << 20;

  /// Maximum number of bytes in the line of one event.
  static final int MAX_LINE_BYTES = 64 << 20;

  private BundleFormat() {}
}
