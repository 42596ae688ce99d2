package dev.converge.engine.replay;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The first event at which a replay differs from the record.
///
/// @param runId of the recorded run
/// @param sequence of the event
/// @param cycle of the event
/// @param agent that it concerns, or `null`
/// @param expected the event's line as recorded; empty if the record ends before it
/// @param actual the event's line in the replay; empty if there is none
/// @param expectedDigest SHA-256 of the recorded event's canonical content, or empty
/// @param actualDigest SHA-256 of the content in the replay, or empty
/// @param firstByte offset of the first differing byte in the event's line
public record Difference(
    String runId,
    long sequence,
    int cycle,
    @Nullable String agent,
    String expected,
    String actual,
    String expectedDigest,
    String actualDigest,
    int firstByte) {

  /// Characters of each side that a message shows around the first difference.
  private static final int SHOWN = 60;

  /// A description in one sentence for people.
  public String message() {
    String where =
        "run "
            + runId
            + ", event "
            + sequence
            + ", cycle "
            + cycle
            + (agent == null ? "" : ", agent " + agent);
    if (expected.isEmpty()) {
      return where + ": the record ends before it (now: " + excerpt(actual) + ")";
    }
    if (actual.isEmpty()) {
      return where + ": nothing leads to it now (recorded: " + excerpt(expected) + ")";
    }
    return where
        + ": content "
        + actualDigest
        + " (expected: "
        + expectedDigest
        + "), first differing byte "
        + firstByte
        + ": "
        + excerpt(actual)
        + " (expected: "
        + excerpt(expected)
        + ")";
  }

  private String excerpt(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    int from = Math.max(0, Math.min(firstByte, bytes.length) - SHOWN / 2);
    int to = Math.min(bytes.length, from + SHOWN);
    String part = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    return (from > 0 ? "…" : "") + part + (to < bytes.length ? "…" : "");
  }
}
