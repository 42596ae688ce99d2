package dev.converge.audit.compare;

import dev.converge.core.event.Sealed;
import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.feed.Feed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The events of a run, for comparison with those of another.
///
/// @param runId of the run
/// @param events in order, as in the journal and in bundles
public record RunLog(String runId, List<Json.Obj> events) {
  /// Maximum number of bytes of events of a run that can be compared.
  public static final long MAX_BYTES = 64L << 20;

  private static final int PAGE_EVENTS = 2_000;
  private static final int PAGE_BYTES = 4 << 20;

  private static final List<String> NOT_KEPT =
      List.of(
          "at",
          "duration_ms",
          "expires_at",
          "hash",
          "forked_from",
          "job_id",
          "retry_at",
          "run_id",
          "salt",
          "spent");

  /// Copies the list.
  public RunLog {
    events = List.copyOf(events);
  }

  /// The log of a run.
  ///
  /// @throws ConvergeException with `GONE` if content was erased, `TOO_LARGE` if there is more than
  ///   [#MAX_BYTES], or `INVALID` if a line is not an event
  public static RunLog of(String runId, Iterable<Sealed> lines) {
    Reader reader = new Reader(runId);
    lines.forEach(reader::add);
    return reader.log();
  }

  /// The log of a run whose events are read from a feed, which is then closed.
  ///
  /// @throws ConvergeException as [#of] does
  public static RunLog of(String runId, Feed feed) {
    Reader reader = new Reader(runId);
    try (feed) {
      List<Sealed> page = feed.next(PAGE_EVENTS, PAGE_BYTES);
      while (!page.isEmpty()) {
        page.forEach(reader::add);
        page = feed.next(PAGE_EVENTS, PAGE_BYTES);
      }
    }
    return reader.log();
  }

  /// The events as lines without times and ids of jobs and runs: the same for equal runs.
  public List<String> kept() {
    return events.stream().map(event -> EventMembers.without(event, NOT_KEPT).canonical()).toList();
  }

  /// Reads a log line by line. Not thread-safe.
  public static final class Reader {
    private final String runId;
    private final List<Json.Obj> events = new ArrayList<>();
    private long bytes;

    /// A log without events.
    public Reader(String runId) {
      this.runId = runId;
    }

    /// Adds the next event.
    ///
    /// @throws ConvergeException as [RunLog#of] does
    public void add(Sealed line) {
      bytes += line.json().length;
      if (bytes > MAX_BYTES) {
        throw new ConvergeException(
            ErrorCode.TOO_LARGE,
            "run " + runId + ": more than " + MAX_BYTES + " bytes of events (expected: fewer)");
      }
      Json.Obj event = parse(line);
      if (event.get("erased").isPresent()) {
        throw new ConvergeException(
            ErrorCode.GONE,
            "run "
                + runId
                + ", event "
                + line.sequence()
                + ": its content was erased, so it cannot be compared");
      }
      events.add(event);
    }

    private Json.Obj parse(Sealed line) {
      try {
        if (Json.parse(new String(line.json(), StandardCharsets.UTF_8)) instanceof Json.Obj event
            && event.get("type").isPresent()) {
          return event;
        }
      } catch (JsonException _) {
        // Reported below.
      }
      throw new ConvergeException(
          ErrorCode.INVALID,
          "run " + runId + ", line " + line.sequence() + ": not an event (expected: an event)");
    }

    /// The events so far.
    public RunLog log() {
      return new RunLog(runId, events);
    }
  }
}
