package dev.converge.runtime.tracing;

import dev.converge.core.Body;
import dev.converge.core.Event;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.budget.ModelOutcome;
import dev.converge.core.budget.Money;
import dev.converge.core.status.Status;
import dev.converge.core.text.EnumWord;
import dev.converge.engine.store.JobStore;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The open spans of one run. Names and attributes of agents and models follow the semantic
/// conventions of OpenTelemetry for generative AI, version 1.41.0. Spans that started before this
/// process loaded the run start again under the same id. Used by one thread at a time.
final class RunSpans {
  private static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey("gen_ai.operation.name");
  private static final AttributeKey<String> PROVIDER =
      AttributeKey.stringKey("gen_ai.provider.name");
  private static final AttributeKey<String> MODEL = AttributeKey.stringKey("gen_ai.request.model");
  private static final AttributeKey<String> AGENT = AttributeKey.stringKey("gen_ai.agent.name");
  private static final AttributeKey<String> RESPONSE = AttributeKey.stringKey("gen_ai.response.id");
  private static final AttributeKey<Long> INPUT = AttributeKey.longKey("gen_ai.usage.input_tokens");
  private static final AttributeKey<Long> OUTPUT =
      AttributeKey.longKey("gen_ai.usage.output_tokens");
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

  private final Tracer tracer;
  private final SpanIds ids;
  private final String runId;
  private final Span job;
  private final Map<String, Span> agents = new TreeMap<>();
  private @Nullable Span cycle;

  RunSpans(Tracer tracer, SpanIds ids, JobStore.Job of, String runId) {
    this.tracer = tracer;
    this.ids = ids;
    this.runId = runId;
    Context parent =
        TraceParent.of(of.submission())
            .map(remote -> Context.root().with(Span.wrap(remote)))
            .orElse(Context.root());
    SpanBuilder span =
        tracer
            .spanBuilder("job " + of.template())
            .setParent(parent)
            .setSpanKind(SpanKind.INTERNAL)
            .setAttribute("converge.job.id", of.jobId())
            .setAttribute("converge.run.id", runId)
            .setAttribute("converge.template", of.template())
            .setAttribute("converge.template.version", of.version())
            .setAttribute("converge.tenant", of.tenant());
    this.job = start(span, SpanIds.ofRun(runId), of.createdAt());
  }

  SpanContext context() {
    return job.getSpanContext();
  }

  private Span start(SpanBuilder span, String id, Instant at) {
    ids.set(id);
    try {
      return span.setStartTimestamp(at).startSpan();
    } finally {
      ids.forget();
    }
  }

  /// Processes an event; true if it ended the run.
  boolean goOn(Event event) {
    switch (event.body()) {
      case Body.CycleStarted _ -> cycle(event);
      case Body.CycleCompleted completed -> {
        Span ended = cycle(event);
        ended.setAttribute("converge.facts.new", completed.newFacts());
        endCycle(event.at());
      }
      case Body.AgentStarted(var attempt, _, _) -> agent(event, attempt, event.at());
      case Body.ModelCalled(var attempt, var call, _) -> {
        if (call.saved() == null) {
          model(event, attempt, call);
        }
      }
      case Body.AgentCompleted(var attempt, var proposals, var took, _) -> {
        Span agent = agent(event, attempt, event.at().minus(took));
        agent.setAttribute("converge.proposals", proposals);
        endAgent(event, attempt);
      }
      case Body.AgentFailed failed -> {
        Span agent = agent(event, failed.attempt(), event.at());
        agent.setAttribute(ERROR, EnumWord.of(failed.kind()));
        agent.setStatus(StatusCode.ERROR);
        endAgent(event, failed.attempt());
      }
      case Body.RunStatus status when status.status().isFinal() -> {
        end(status, event.at());
        return true;
      }
      case Body.RunStatus _,
          Body.RunStarted _,
          Body.SeedAdmitted _,
          Body.ModelSent _,
          Body.ProposalMade _,
          Body.FactPromoted _,
          Body.ProposalRejected _,
          Body.ApprovalRequested _,
          Body.ApprovalGiven _,
          Body.ApprovalDecided _,
          Body.ProposalReturned _,
          Body.ObservationReceived _,
          Body.Finding _,
          Body.BudgetChanged _,
          Body.RunContinued _ -> {
        // The run's own events report these.
      }
    }
    return false;
  }

  private Span cycle(Event event) {
    Span open = cycle;
    if (open == null) {
      SpanBuilder span =
          tracer
              .spanBuilder("cycle")
              .setParent(Context.root().with(job))
              .setAttribute("converge.cycle", (long) event.cycle());
      open = start(span, SpanIds.ofCycle(runId, event.cycle()), event.at());
      cycle = open;
    }
    return open;
  }

  private static String key(Event event, int attempt) {
    return event.agent() + "/" + attempt;
  }

  private Span agent(Event event, int attempt, Instant began) {
    Span open = agents.get(key(event, attempt));
    if (open == null) {
      String agent = String.valueOf(event.agent());
      SpanBuilder span =
          tracer
              .spanBuilder("invoke_agent " + agent)
              .setParent(Context.root().with(cycle(event)))
              .setAttribute(OPERATION, "invoke_agent")
              .setAttribute(AGENT, agent)
              .setAttribute("converge.cycle", (long) event.cycle())
              .setAttribute("converge.attempt", (long) attempt);
      open = start(span, SpanIds.ofAgent(runId, event.cycle(), agent, attempt), began);
      agents.put(key(event, attempt), open);
    }
    return open;
  }

  private void endAgent(Event event, int attempt) {
    Span open = agents.remove(key(event, attempt));
    if (open != null) {
      open.end(event.at());
    }
  }

  private void model(Event event, int attempt, ModelCall call) {
    Instant began = event.at().minus(call.duration());
    SpanBuilder span =
        tracer
            .spanBuilder("chat " + call.model())
            .setParent(Context.root().with(agent(event, attempt, began)))
            .setSpanKind(SpanKind.CLIENT)
            .setStartTimestamp(began)
            .setAttribute(OPERATION, "chat")
            .setAttribute(PROVIDER, call.provider())
            .setAttribute(MODEL, call.model())
            .setAttribute(INPUT, call.inputTokens())
            .setAttribute(OUTPUT, call.outputTokens())
            .setAttribute("converge.request.hash", call.requestHash())
            .setAttribute("converge.cost.usd", Money.usd(call.costMicros()))
            .setAttribute("converge.outcome", call.outcome().word());
    if (call.providerRequestId() != null) {
      span.setAttribute(RESPONSE, call.providerRequestId());
    }
    Span called = span.startSpan();
    if (call.outcome() != ModelOutcome.ANSWERED) {
      called.setAttribute(ERROR, call.outcome().word());
      called.setStatus(StatusCode.ERROR);
    }
    called.end(event.at());
  }

  private void endCycle(Instant at) {
    agents.values().forEach(agent -> agent.end(at));
    agents.clear();
    if (cycle != null) {
      cycle.end(at);
      cycle = null;
    }
  }

  private void end(Body.RunStatus status, Instant at) {
    endCycle(at);
    job.setAttribute("converge.status", EnumWord.of(status.status()));
    if (status.reason() != null) {
      job.setAttribute("converge.reason", EnumWord.of(status.reason()));
    }
    job.setAttribute("converge.cycles", (long) status.spent().cycles());
    job.setAttribute("converge.facts", (long) status.spent().facts());
    job.setAttribute("converge.tokens", status.spent().tokens());
    job.setAttribute("converge.cost.usd", Money.usd(status.spent().costMicros()));
    if (status.status() == Status.FAILED) {
      job.setStatus(StatusCode.ERROR);
    }
    job.end(at);
  }
}
