package dev.converge.runtime.tracing;

import dev.converge.core.Event;
import dev.converge.core.RunState;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.JobStore;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Creates spans from what became durable: job, cycle, agent, model call. A job belongs to the
/// trace of the request that submitted it. Thread-safe.
public final class RunTracing implements RunObserver {
  /// Maximum number of runs that are traced concurrently; beyond that the least recently seen trace
  /// is left without an end.
  static final int MAX_RUNS = 20_000;

  private final Tracer tracer;
  private final SpanIds ids;
  private final Map<String, RunSpans> runs = new LinkedHashMap<>(16, 0.75f, true);

  /// @param ids that the tracer's provider uses for spans
  public RunTracing(Tracer tracer, SpanIds ids) {
    this.tracer = tracer;
    this.ids = ids;
  }

  @Override
  public void appended(JobStore.Job job, String runId, List<Event> events, RunState state) {
    RunSpans spans = spans(job, runId);
    synchronized (spans) {
      for (Event event : events) {
        if (spans.goOn(event)) {
          forget(runId);
        }
      }
    }
  }

  private RunSpans spans(JobStore.Job job, String runId) {
    synchronized (runs) {
      RunSpans known = runs.get(runId);
      if (known == null) {
        known = new RunSpans(tracer, ids, job, runId);
        runs.put(runId, known);
        if (runs.size() > MAX_RUNS) {
          runs.remove(runs.keySet().iterator().next());
        }
      }
      return known;
    }
  }

  private void forget(String runId) {
    synchronized (runs) {
      runs.remove(runId);
    }
  }

  /// The trace of a run that is driven here, for log lines.
  public Optional<String> trace(String runId) {
    return context(runId).map(SpanContext::getTraceId);
  }

  private Optional<SpanContext> context(String runId) {
    synchronized (runs) {
      return Optional.ofNullable(runs.get(runId)).map(RunSpans::context);
    }
  }

  /// The header with which requests of an agent continue its trace; empty if the run is not traced.
  public Optional<String> traceParent(AgentCall call) {
    return context(call.runId())
        .map(job ->
            TraceParent.header(
                SpanContext.create(
                    job.getTraceId(),
                    SpanIds.ofAgent(
                        call.runId(),
                        call.request().cycle(),
                        call.request().agent(),
                        call.request().attempt()),
                    job.getTraceFlags(),
                    TraceState.getDefault())));
  }
}
