package dev.converge.runtime.tracing;

import dev.converge.core.json.Digest;
import java.util.Optional;

/// Ids of spans that are derived from what they describe, so that another process that loads a run
/// continues with the same ids, and an agent's requests can name its span before it is stored. The
/// SDK's id generator asks here first. Thread-safe: what is set applies only to its thread.
public final class SpanIds {
  private static final int TRACE_DIGITS = 32;
  private static final int SPAN_DIGITS = 16;

  private final ThreadLocal<String> next = new ThreadLocal<>();

  /// The id of the span that is being created on this thread, if it was determined.
  public Optional<String> span() {
    return Optional.ofNullable(next.get());
  }

  /// The id of its trace if it starts one.
  public Optional<String> trace() {
    return span().map(SpanIds::traceOf);
  }

  void set(String spanId) {
    next.set(spanId);
  }

  void forget() {
    next.remove();
  }

  static String ofRun(String runId) {
    return digits(runId, SPAN_DIGITS);
  }

  static String ofCycle(String runId, int cycle) {
    return digits(runId + "/" + cycle, SPAN_DIGITS);
  }

  static String ofAgent(String runId, int cycle, String agent, int attempt) {
    return digits(runId + "/" + cycle + "/" + agent + "/" + attempt, SPAN_DIGITS);
  }

  static String traceOf(String spanId) {
    return digits("trace/" + spanId, TRACE_DIGITS);
  }

  private static String digits(String of, int count) {
    String hex = Digest.of(of);
    return hex.substring(hex.length() - count);
  }
}
