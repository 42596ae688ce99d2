package dev.converge.engine.store;

import dev.converge.core.json.Json;
import dev.converge.core.text.Times;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Records that a job's content was erased. What is left proves what happened when, not what was
/// said.
///
/// @param at when; kept in milliseconds
/// @param because on whose request, or under which retention
public record Erasure(Instant at, String because) {
  private static final String AT = "erased_at";
  private static final String BECAUSE = "erased_because";

  /// Truncates the time to milliseconds, as it is stored.
  public Erasure {
    at = at.truncatedTo(ChronoUnit.MILLIS);
  }

  /// The replacement for the submitted job, as canonical JSON.
  public String submission() {
    return Json.object().put(AT, Times.format(at)).put(BECAUSE, because).build().canonical();
  }

  /// The error for a job whose content was erased.
  public ConvergeException gone(String jobId) {
    return new ConvergeException(
        ErrorCode.GONE,
        "the content of job " + jobId + " was erased at " + Times.format(at) + ": " + because);
  }

  /// Reads it from a submitted job; empty if the job's content has not been erased.
  static Optional<Erasure> of(String submission) {
    // No submitted job has a member with this name, and it sorts first.
    if (!submission.startsWith("{\"" + AT + "\":")
        || !(Json.parse(submission) instanceof Json.Obj json)
        || !(json.get(AT).orElse(null) instanceof Json.Str(var at))
        || !(json.get(BECAUSE).orElse(null) instanceof Json.Str(var because))) {
      return Optional.empty();
    }
    return Optional.of(new Erasure(Instant.parse(at), because));
  }
}
