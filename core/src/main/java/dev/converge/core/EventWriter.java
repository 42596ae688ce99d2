package dev.converge.core;

import dev.converge.core.json.CanonicalWriter;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes the content of events, members in the sorted order of the canonical form.
final class EventWriter {
  private EventWriter() {}

  static String type(Body body) {
    return switch (body) {
      case Body.RunStarted _ -> "run_started";
      case Body.SeedAdmitted _ -> "seed_admitted";
      case Body.CycleStarted _ -> "cycle_started";
      case Body.AgentStarted _ -> "agent_started";
      case Body.ModelSent _ -> "model_sent";
      case Body.ModelCalled _ -> "model_called";
      case Body.AgentCompleted _ -> "agent_completed";
      case Body.AgentFailed _ -> "agent_failed";
      case Body.ProposalMade _ -> "proposal_made";
      case Body.FactPromoted _ -> "fact_promoted";
      case Body.ProposalRejected _ -> "proposal_rejected";
      case Body.ApprovalRequested _ -> "approval_requested";
      case Body.ApprovalDecided _ -> "approval_decided";
      case Body.ObservationReceived _ -> "observation_received";
      case Body.InvariantViolated _ -> "invariant_violated";
      case Body.InvariantRestored _ -> "invariant_restored";
      case Body.TierReached _ -> "tier_reached";
      case Body.OscillationDetected _ -> "oscillation_detected";
      case Body.CycleCompleted _ -> "cycle_completed";
      case Body.BudgetChanged _ -> "budget_changed";
      case Body.RunStatus _ -> "run_status";
    };
  }

  static void body(CanonicalWriter out, Body body) {
    out.open();
    switch (body) {
      case Body.RunStarted b -> {
        out.name("budget");
        budget(out, b.budget());
        out.field("format", b.format()).field("job_id", b.jobId()).field("mode", word(b.mode()));
        out.field("template", b.template()).field("template_hash", b.templateHash());
        out.field("version", b.version()).name("versions").open();
        b.versions().forEach((name, version) -> out.field(name, version));
        out.close();
      }
      case Body.SeedAdmitted(var seed) ->
          out.field("content", seed.content()).field("data", seed.data()).field("id", seed.id());
      case Body.CycleStarted(var wakes) -> {
        out.name("agents").openArray();
        for (Body.Wake wake : wakes) {
          out.open().field("agent", wake.agent()).field("keys", wake.keys());
          out.field("violations", wake.violations()).close();
        }
        out.closeArray();
      }
      case Body.AgentStarted b -> {
        out.field("attempt", b.attempt());
        if (b.quote() != null) {
          out.name("quote");
          quote(out, b.quote());
        }
        out.field("violations", b.violations());
      }
      case Body.ModelSent(var attempt, var call) -> modelCall(out, attempt, call, false);
      case Body.ModelCalled(var attempt, var call, var overrun) ->
          modelCall(out, attempt, call, overrun);
      case Body.AgentCompleted b ->
          out.field("attempt", b.attempt())
              .field("duration_ms", b.duration().toMillis())
              .field("proposals", b.proposals());
      case Body.AgentFailed b ->
          out.field("attempt", b.attempt())
              .field("kind", word(b.kind()))
              .field("message", b.message())
              .field("retry_at", time(b.retryAt()))
              .field("violations", b.violations());
      case Body.ProposalMade b -> proposal(out, b.proposal(), b.id());
      case Body.FactPromoted b -> fact(out, b);
      case Body.ProposalRejected b ->
          out.field("code", word(b.code()))
              .field("invariant", b.invariant())
              .field("key", b.key())
              .field("message", b.message())
              .field("proposal_id", b.proposalId());
      case Body.ApprovalRequested b ->
          out.field("expires_at", time(b.expiresAt()))
              .field("fact_id", b.factId())
              .field("gate", b.gate())
              .field("on_silence", word(b.onSilence()))
              .field("proposal_id", b.proposalId())
              .field("role", b.role());
      case Body.ApprovalDecided b ->
          out.field("actor", b.actor())
              .field("asserted", b.asserted())
              .field("by_deadline", b.byDeadline())
              .field("comment", b.comment())
              .field("decision", word(b.decision()))
              .field("proposal_id", b.proposalId());
      case Body.ObservationReceived b -> {
        out.field("actor", b.actor()).field("asserted", b.asserted());
        proposal(out, b.proposal(), b.proposalId());
        RequestKey request = b.request();
        if (request != null) {
          out.field("request_fingerprint", request.fingerprint());
          out.field("request_key", request.key());
        }
      }
      case Body.InvariantViolated b ->
          out.field("class", word(b.kind()))
              .field("facts", b.facts())
              .field("invariant", b.id())
              .field("message", b.message())
              .field("name", b.name());
      case Body.InvariantRestored(var id) -> out.field("invariant", id);
      case Body.TierReached b -> {
        out.name("facts").open();
        b.facts().forEach((key, ids) -> out.field(key, ids));
        out.close().field("tier", b.tier());
      }
      case Body.OscillationDetected b ->
          out.field("agents", b.agents())
              .field("cycles", b.cycles())
              .field("facts", b.facts())
              .field("keys", b.keys());
      case Body.CycleCompleted b -> {
        out.field("new_facts", b.newFacts()).name("spent");
        spent(out, b.spent());
      }
      case Body.BudgetChanged b -> {
        out.field("actor", b.actor()).name("after");
        budget(out, b.after());
        out.name("before");
        budget(out, b.before());
      }
      case Body.RunStatus b -> status(out, b);
    }
    out.close();
  }

  private static void status(CanonicalWriter out, Body.RunStatus b) {
    out.field("actor", b.actor()).field("detail", b.detail());
    out.field("previous", word(b.previous()));
    if (b.reason() != null) {
      out.field("reason", word(b.reason()));
    }
    out.name("spent");
    spent(out, b.spent());
    out.field("status", word(b.status()));
    Body.Summary summary = b.summary();
    if (summary != null) {
      out.name("summary").open().field("because", summary.because()).name("facts").open();
      for (Map.Entry<String, Integer> entry : summary.facts().entrySet()) {
        out.field(entry.getKey(), entry.getValue());
      }
      out.close().field("reproducible", summary.reproducible());
      out.field("result_hash", summary.resultHash()).close();
    }
  }

  private static void modelCall(CanonicalWriter out, int attempt, ModelCall call, boolean overrun) {
    out.field("attempt", attempt)
        .field("cost_micros", call.costMicros())
        .field("duration_ms", call.duration().toMillis())
        .field("estimated", call.estimated())
        .field("input_tokens", call.inputTokens())
        .field("model", call.model())
        .field("outcome", call.outcome().word())
        .field("output_tokens", call.outputTokens())
        .field("overrun", overrun)
        .field("provider", call.provider())
        .field("provider_request_id", call.providerRequestId())
        .field("request", call.request())
        .field("request_hash", call.requestHash())
        .field("response", call.response());
  }

  private static void fact(CanonicalWriter out, Body.FactPromoted b) {
    Fact fact = b.fact();
    Proposal proposal =
        new Proposal(
            fact.key(),
            fact.id(),
            fact.content(),
            fact.data(),
            fact.confidence(),
            fact.cites(),
            fact.citations(),
            fact.provenance());
    proposal(out, proposal, b.proposalId());
  }

  private static void proposal(CanonicalWriter out, Proposal p, String proposalId) {
    out.name("citations").openArray();
    for (Citation citation : p.citations()) {
      citation(out, citation);
    }
    out.closeArray();
    out.field("cites", p.cites());
    out.name("confidence").value(p.confidence());
    out.field("content", p.content()).field("data", p.data()).field("fact_id", p.factId());
    out.field("key", p.key());
    out.field("proposal_id", proposalId).name("provenance");
    provenance(out, p.provenance());
  }

  static void citation(CanonicalWriter out, Citation citation) {
    out.open()
        .field("passage", citation.passage())
        .field("source", citation.source())
        .field("title", citation.title())
        .close();
  }

  private static void provenance(CanonicalWriter out, Provenance p) {
    out.open()
        .field("model", p.model())
        .field("origin", word(p.origin()))
        .field("prompt_hash", p.promptHash())
        .field("version", p.version())
        .close();
  }

  private static void quote(CanonicalWriter out, Quote quote) {
    out.open()
        .field("max_cost_micros", quote.maxCostMicros())
        .field("max_tokens", quote.maxTokens())
        .field("model", quote.model())
        .field("provider", quote.provider())
        .field("why", quote.why())
        .close();
  }

  static void budget(CanonicalWriter out, Budget budget) {
    out.open()
        .field("max_cost_micros", budget.maxCostMicros())
        .field("max_cycles", budget.maxCycles())
        .field("max_duration_ms", budget.maxDuration().toMillis())
        .field("max_facts", budget.maxFacts())
        .field("max_tokens", budget.maxTokens())
        .close();
  }

  static void spent(CanonicalWriter out, Spent spent) {
    out.open()
        .field("cost_micros", spent.costMicros())
        .field("cycles", spent.cycles())
        .field("facts", spent.facts())
        .field("running_ms", spent.running().toMillis())
        .field("tokens", spent.tokens())
        .close();
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /// RFC 3339 in UTC with milliseconds.
  static @Nullable String time(@Nullable Instant at) {
    return at == null ? null : Times.format(at);
  }
}
