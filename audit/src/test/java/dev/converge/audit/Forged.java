package dev.converge.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// A bundle taken apart, to be put together again otherwise. Not thread-safe.
final class Forged {
  private final Map<String, byte[]> files = new LinkedHashMap<>();

  Forged(byte[] bundle) throws IOException {
    Archive archive = Archive.open(BundleBytes.of(bundle), new Findings()).orElseThrow();
    for (String name : BundleFormat.FILES) {
      try (InputStream in = archive.open(name)) {
        files.put(name, in.readAllBytes());
      }
    }
  }

  String text(String name) {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }

  byte[] bytes(String name) {
    byte[] bytes = files.get(name);
    if (bytes == null) {
      throw new IllegalArgumentException(name);
    }
    return bytes;
  }

  Forged with(String name, String text) {
    return with(name, text.getBytes(StandardCharsets.UTF_8));
  }

  Forged with(String name, byte[] bytes) {
    files.put(name, bytes);
    return this;
  }

  Forged lines(String name, UnaryOperator<List<String>> change) {
    List<String> lines = change.apply(new ArrayList<>(text(name).lines().toList()));
    return with(name, String.join("\n", lines) + "\n");
  }

  /// As somebody does who knows the format but has no key: the archive is whole again.
  byte[] archive() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<ZipLayout.Placed> places = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      MeasuredOutput measure = new MeasuredOutput();
      measure.write(file.getValue());
      MeasuredOutput.Measured measured = measure.measured();
      places.add(new ZipLayout.Placed(file.getKey(), measured.crc(), measured.size(), out.size()));
      out.write(ZipLayout.local(file.getKey(), measured.crc(), measured.size()));
      out.write(file.getValue());
    }
    out.write(ZipLayout.directory(places));
    return out.toByteArray();
  }

  /// As somebody does who has a key: manifest and signature are made anew.
  byte[] signed(SigningKey key) throws IOException {
    Manifest old = Manifest.read(bytes(BundleFormat.MANIFEST));
    List<Manifest.DigestedFile> digested = new ArrayList<>();
    for (String name : BundleFormat.DIGESTED) {
      MeasuredOutput measure = new MeasuredOutput();
      measure.write(bytes(name));
      MeasuredOutput.Measured measured = measure.measured();
      digested.add(new Manifest.DigestedFile(name, measured.size(), measured.sha256()));
    }
    Manifest manifest =
        new Manifest(
            old.product(),
            old.jobId(),
            old.runId(),
            old.replayOf(),
            old.createdAt(),
            old.durability(),
            old.template(),
            old.run(),
            key.publicKey().id(),
            digested);
    with(BundleFormat.MANIFEST, manifest.bytes());
    with(BundleFormat.SIGNATURE, BundleSignature.of(manifest.bytes(), key).bytes());
    return archive();
  }
}
