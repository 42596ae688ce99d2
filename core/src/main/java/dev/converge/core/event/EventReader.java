package dev.converge.core.event;

import dev.converge.core.budget.Budget;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.budget.ModelOutcome;
import dev.converge.core.budget.Quote;
import dev.converge.core.budget.Saved;
import dev.converge.core.budget.Spent;
import dev.converge.core.decision.RequestKey;
import dev.converge.core.json.Members;
import dev.converge.core.proposal.Citation;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import org.jspecify.annotations.Nullable;

/// Reads the parts that the contents of several types of events share: the inverse of
/// [EventWriter].
public final class EventReader {
  private EventReader() {}

  /// The key that makes a request count once, or `null`.
  public static @Nullable RequestKey request(Members in) {
    String key = in.optional("request_key");
    return key == null ? null : new RequestKey(key, in.text("request_fingerprint"));
  }

  /// The reservation for a call.
  public static Quote quote(Members in) {
    return new Quote(
        in.text("provider"),
        in.text("model"),
        in.number("max_tokens"),
        in.number("max_cost_micros"),
        in.value("why"),
        in.anyStrings("unmet"));
  }

  /// A proposal.
  public static Proposal proposal(Members in) {
    Members provenance = in.required("provenance");
    return new Proposal(
        in.text("key"),
        in.optional("fact_id"),
        in.text("content"),
        in.object("data"),
        in.decimal("confidence"),
        in.strings("cites"),
        in.list("citations", EventReader::citation),
        new Provenance(
            provenance.word("origin", Provenance.Origin.class),
            provenance.text("version"),
            provenance.optional("model"),
            provenance.optional("prompt_hash"),
            provenance.anyStrings("unmet")));
  }

  private static Citation citation(Members in) {
    return new Citation(
        in.text("source"), in.optional("title"), in.optional("passage"), in.optional("time"));
  }

  /// A budget.
  public static Budget budget(Members in) {
    return new Budget(
        in.integer("max_cycles"),
        in.integer("max_facts"),
        in.duration("max_duration_ms"),
        in.number("max_tokens"),
        in.number("max_cost_micros"));
  }

  /// What a run has used.
  public static Spent spent(Members in) {
    return new Spent(
        in.integer("cycles"),
        in.integer("facts"),
        in.duration("running_ms"),
        in.number("tokens"),
        in.number("cost_micros"));
  }

  /// Sequence of the original's event with the answer if the run is a fork; 0 if there is none.
  public static long recorded(Members in) {
    return in.has("recorded_sequence") ? in.number("recorded_sequence") : 0;
  }

  /// A call of a model.
  public static ModelCall modelCall(Members in) {
    return new ModelCall(
        in.text("provider"),
        in.text("model"),
        in.word("outcome", ModelOutcome.class),
        in.text("request_hash"),
        in.text("request"),
        in.optional("response"),
        in.number("input_tokens"),
        in.number("output_tokens"),
        in.number("cost_micros"),
        in.bool("estimated"),
        in.duration("duration_ms"),
        in.optional("provider_request_id"),
        in.has("saved_tokens")
            ? new Saved(in.number("saved_tokens"), in.number("saved_cost_micros"))
            : null);
  }

  /// Unknown if it was recorded before this was stored.
  public static @Nullable Boolean asserted(Members in) {
    return in.has("asserted") ? in.bool("asserted") : null;
  }
}
