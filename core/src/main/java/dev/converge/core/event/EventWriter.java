package dev.converge.core.event;

import dev.converge.core.budget.Budget;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.budget.Quote;
import dev.converge.core.budget.Saved;
import dev.converge.core.budget.Spent;
import dev.converge.core.decision.RequestKey;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.proposal.Citation;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.core.text.EnumWord;
import dev.converge.core.text.Times;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes the parts that the contents of several types of events share, with members in the sorted
/// order of the canonical form.
public final class EventWriter {
  private EventWriter() {}

  /// The members of a proposal, in an open object.
  public static void proposal(CanonicalWriter out, Proposal p, String proposalId) {
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

  /// A citation.
  public static void citation(CanonicalWriter out, Citation citation) {
    out.open()
        .field("passage", citation.passage())
        .field("source", citation.source())
        .field("time", citation.time())
        .field("title", citation.title())
        .close();
  }

  private static void provenance(CanonicalWriter out, Provenance p) {
    out.open()
        .field("model", p.model())
        .field("origin", EnumWord.of(p.origin()))
        .field("prompt_hash", p.promptHash());
    unmet(out, p.unmet());
    out.field("version", p.version()).close();
  }

  /// The reservation for a call.
  public static void quote(CanonicalWriter out, Quote quote) {
    out.open()
        .field("max_cost_micros", quote.maxCostMicros())
        .field("max_tokens", quote.maxTokens())
        .field("model", quote.model())
        .field("provider", quote.provider());
    unmet(out, quote.unmet());
    out.field("why", quote.why()).close();
  }

  private static void unmet(CanonicalWriter out, List<String> unmet) {
    if (!unmet.isEmpty()) {
      out.field("unmet", unmet);
    }
  }

  /// A budget.
  public static void budget(CanonicalWriter out, Budget budget) {
    out.open()
        .field("max_cost_micros", budget.maxCostMicros())
        .field("max_cycles", budget.maxCycles())
        .field("max_duration_ms", budget.maxDuration().toMillis())
        .field("max_facts", budget.maxFacts())
        .field("max_tokens", budget.maxTokens())
        .close();
  }

  /// What a run has used.
  public static void spent(CanonicalWriter out, Spent spent) {
    out.open()
        .field("cost_micros", spent.costMicros())
        .field("cycles", spent.cycles())
        .field("facts", spent.facts())
        .field("running_ms", spent.running().toMillis())
        .field("tokens", spent.tokens())
        .close();
  }

  /// RFC 3339 in UTC with milliseconds.
  public static @Nullable String time(@Nullable Instant at) {
    return at == null ? null : Times.format(at);
  }

  /// The key that makes a request count once, if there is one.
  public static void request(CanonicalWriter out, @Nullable RequestKey request) {
    if (request != null) {
      out.field("request_fingerprint", request.fingerprint());
      out.field("request_key", request.key());
    }
  }

  /// The original's event with the answer if the run is a fork, if there is one.
  public static void recorded(CanonicalWriter out, long sequence) {
    if (sequence > 0) {
      out.field("recorded_sequence", sequence);
    }
  }

  /// A call of a model, sent or answered.
  public static void modelCall(CanonicalWriter out, int attempt, ModelCall call, boolean overrun) {
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
    Saved saved = call.saved();
    if (saved != null) {
      out.field("saved_cost_micros", saved.costMicros()).field("saved_tokens", saved.tokens());
    }
  }
}
