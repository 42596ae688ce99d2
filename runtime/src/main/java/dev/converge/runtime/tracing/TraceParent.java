package dev.converge.runtime.tracing;

import dev.converge.core.json.Json;
import dev.converge.engine.Submission;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The trace of a request, in the form of W3C Trace Context. A job keeps the one of its submission
/// beside its body, so that it also applies after a restart.
public final class TraceParent {
  /// The header.
  public static final String HEADER = "traceparent";

  /// Clients cannot send this member, because the members of the body are known.
  private static final String MEMBER = "traceparent";

  private static final String QUOTED = "\"" + MEMBER + "\":\"";
  private static final Pattern FORM =
      Pattern.compile("00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})");

  private TraceParent() {}

  /// A submission with the header of its request; unchanged if there is none, or if it is invalid.
  public static Submission keep(Submission submission, @Nullable String header) {
    if (header == null || !FORM.matcher(header).matches()) {
      return submission;
    }
    TreeMap<String, Json> body = new TreeMap<>(submission.body().fields());
    body.put(MEMBER, Json.of(header));
    return submission.with(new Json.Obj(body));
  }

  /// The header in a job's submission.
  static Optional<SpanContext> of(String submission) {
    // Most have none, and they can be large.
    if (!submission.contains(QUOTED)) {
      return Optional.empty();
    }
    return ((Json.Obj) Json.parse(submission))
        .get(MEMBER)
        .flatMap(value -> value instanceof Json.Str(var text) ? parse(text) : Optional.empty());
  }

  static Optional<SpanContext> parse(String header) {
    Matcher m = FORM.matcher(header);
    if (!m.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        SpanContext.createFromRemoteParent(
            m.group(1), m.group(2), TraceFlags.fromHex(m.group(3), 0), TraceState.getDefault()));
  }

  static String header(SpanContext span) {
    return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-" + span.getTraceFlags().asHex();
  }
}
