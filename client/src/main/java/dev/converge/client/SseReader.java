package dev.converge.client;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/// Reads events from an open stream.
final class SseReader {
  private static final String DATA = "data:";

  private final Transport.Response response;
  private final BufferedReader lines;

  SseReader(Transport.Response response) {
    this.response = response;
    lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  /// Waits for the next event.
  ///
  /// @throws IOException if the stream ends or breaks first
  RunEvent next() throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      // One line an event; the other lines repeat what stands in it.
      if (line.startsWith(DATA)) {
        return new RunEvent(parsed(line.substring(DATA.length())));
      }
    }
    throw new EOFException("the stream ended before the run");
  }

  /// Reads a whole answer.
  static JsonObject json(Transport.Response response) throws IOException {
    StringBuilder text = new StringBuilder();
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    char[] part = new char[8192];
    for (int count = reader.read(part); count >= 0; count = reader.read(part)) {
      text.append(part, 0, count);
    }
    return parsed(text.toString());
  }

  private static JsonObject parsed(String text) throws IOException {
    try {
      return JsonObject.parse(text);
    } catch (IllegalArgumentException e) {
      // Cut off in the middle of a line.
      throw new IOException(e.getMessage(), e);
    }
  }

  void close() {
    try {
      response.close();
    } catch (IOException e) {
      // It is to end, and it has.
      return;
    }
  }
}
