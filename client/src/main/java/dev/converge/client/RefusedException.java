package dev.converge.client;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the server refused, as it says it (RFC 9457).
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int BAD_GATEWAY = 502;
  private static final int UNAVAILABLE = 503;
  private static final int GATEWAY_TIMEOUT = 504;

  private final int status;
  private final String requestId;
  private final transient @Nullable JsonObject problem;
  private final transient @Nullable Duration retryAfter;

  RefusedException(
      int status, @Nullable String requestId, @Nullable String retryAfter, String body) {
    this(status, requestId == null ? "" : requestId, seconds(retryAfter), problem(body));
  }

  private RefusedException(
      int status, String requestId, @Nullable Duration retryAfter, @Nullable JsonObject problem) {
    super(message(status, problem));
    this.status = status;
    this.requestId = requestId;
    this.retryAfter = retryAfter;
    this.problem = problem;
  }

  private static @Nullable Duration seconds(@Nullable String retryAfter) {
    // It can also be a date, which the server does not send.
    return retryAfter == null || !retryAfter.matches("[0-9]{1,9}")
        ? null
        : Duration.ofSeconds(Long.parseLong(retryAfter));
  }

  private static @Nullable JsonObject problem(String body) {
    try {
      JsonObject problem = JsonObject.parse(body);
      return problem.has("type") && problem.has("title") ? problem : null;
    } catch (IllegalArgumentException e) {
      // A proxy answered.
      return null;
    }
  }

  private static String message(int status, @Nullable JsonObject problem) {
    if (problem == null) {
      return "the server answered " + status;
    }
    String title = problem.text("title");
    String detail = problem.has("detail") ? problem.text("detail") : "";
    boolean said = detail.regionMatches(true, 0, title, 0, title.length());
    StringBuilder text = new StringBuilder(said ? detail : title);
    if (!said && !detail.isEmpty()) {
      text.append(": ").append(detail);
    }
    for (JsonObject error : problem.objects("errors")) {
      text.append("\n  ").append(error.text("pointer")).append(": ").append(error.text("message"));
    }
    return text.toString();
  }

  /// The HTTP status.
  public int status() {
    return status;
  }

  /// The kind of error, which does not change from version to version, such as
  /// `urn:converge:problem:job_not_found`; `about:blank` if a proxy answered.
  public String type() {
    return problem == null ? "about:blank" : problem.text("type");
  }

  /// The id under which the server's log knows the request; empty if there is none.
  public String requestId() {
    return requestId;
  }

  /// What is wrong with the body that was sent: messages by JSON Pointer.
  public Map<String, String> errors() {
    Map<String, String> errors = new LinkedHashMap<>();
    List<JsonObject> told =
        problem == null ? Collections.<JsonObject>emptyList() : problem.objects("errors");
    for (JsonObject error : told) {
      errors.merge(error.text("pointer"), error.text("message"), (a, b) -> a + "; " + b);
    }
    return Collections.unmodifiableMap(errors);
  }

  /// Everything that the server said of it.
  public Optional<JsonObject> problem() {
    return Optional.ofNullable(problem);
  }

  /// After how long the server asks to try again.
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /// Whether the same request can succeed later.
  public boolean isTemporary() {
    return wasPutOff() || status == BAD_GATEWAY || status == GATEWAY_TIMEOUT;
  }

  /// Whether the server did nothing yet, so that the request can be sent again whatever it does.
  boolean wasPutOff() {
    return status == TOO_MANY_REQUESTS || status == UNAVAILABLE;
  }
}
