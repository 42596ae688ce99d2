package dev.converge.audit;

import dev.converge.core.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Writes `facts.json`, one fact after the other, as the canonical form of the whole. Not
/// thread-safe.
final class FactsWriter {
  private final OutputStream out;
  private boolean any;

  FactsWriter(OutputStream out) throws IOException {
    this.out = out;
    write("{\"facts\":[");
  }

  void write(Json.Obj fact) throws IOException {
    write((any ? "," : "") + fact.canonical());
    any = true;
  }

  void end() throws IOException {
    write("]}");
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
