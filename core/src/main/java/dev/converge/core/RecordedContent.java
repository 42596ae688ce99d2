package dev.converge.core;

import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.budget.ModelOutcome;
import dev.converge.core.budget.OnOutage;
import dev.converge.core.budget.Saved;
import dev.converge.core.decision.Decision;
import dev.converge.core.decision.Person;
import dev.converge.core.event.EventReader;
import dev.converge.core.event.EventType;
import dev.converge.core.fork.Fork;
import dev.converge.core.json.Json;
import dev.converge.core.json.Members;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Halt;
import dev.converge.core.status.HaltReason;
import dev.converge.core.status.Status;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the content of each type of event from JSON: the inverse of [EventContent].
final class RecordedContent {
  private RecordedContent() {}

  static Body read(EventType type, int cycle, @Nullable String agent, Json.Obj content) {
    Members in = new Members("event", content);
    return switch (type) {
      case RUN_STARTED -> runStarted(in);
      case SEED_ADMITTED ->
          new Body.SeedAdmitted(new Seed(in.text("id"), in.text("content"), in.object("data")));
      case CYCLE_STARTED -> new Body.CycleStarted(in.list("agents", RecordedContent::wake));
      case AGENT_STARTED ->
          new Body.AgentStarted(
              in.integer("attempt"),
              in.inner("quote").map(EventReader::quote).orElse(null),
              in.strings("violations"));
      case MODEL_SENT -> new Body.ModelSent(in.integer("attempt"), modelCall(in));
      case MODEL_CALLED ->
          new Body.ModelCalled(in.integer("attempt"), modelCall(in), in.bool("overrun"));
      case AGENT_COMPLETED ->
          new Body.AgentCompleted(
              in.integer("attempt"),
              in.integer("proposals"),
              in.duration("duration_ms"),
              recorded(in));
      case AGENT_FAILED ->
          new Body.AgentFailed(
              in.integer("attempt"),
              in.word("kind", FailureKind.class),
              in.text("message"),
              in.strings("violations"),
              in.time("retry_at"),
              recorded(in));
      case PROPOSAL_MADE ->
          new Body.ProposalMade(
              in.text("proposal_id"), EventReader.proposal(in), in.optional("revises"));
      case FACT_PROMOTED ->
          new Body.FactPromoted(
              new Fact(in.text("fact_id"), String.valueOf(agent), cycle, EventReader.proposal(in)),
              in.text("proposal_id"));
      case PROPOSAL_REJECTED ->
          new Body.ProposalRejected(
              in.text("proposal_id"),
              in.text("key"),
              in.word("code", Body.Rejection.class),
              in.text("message"),
              in.optional("invariant"));
      case APPROVAL_REQUESTED ->
          new Body.ApprovalRequested(
              in.text("proposal_id"),
              in.text("gate"),
              in.text("role"),
              in.text("fact_id"),
              in.time("expires_at"),
              in.word("on_silence", Decision.class));
      case APPROVAL_GIVEN ->
          new Body.ApprovalGiven(
              in.text("proposal_id"),
              in.text("actor"),
              in.bool("asserted"),
              in.optional("comment"),
              in.integer("missing"));
      case APPROVAL_DECIDED ->
          new Body.ApprovalDecided(
              in.text("proposal_id"),
              in.word("decision", Decision.class),
              in.text("actor"),
              in.bool("asserted"),
              in.optional("comment"),
              in.bool("by_deadline"));
      case PROPOSAL_RETURNED ->
          new Body.ProposalReturned(
              in.text("proposal_id"),
              in.text("gate"),
              in.text("fact_id"),
              in.text("actor"),
              in.bool("asserted"),
              in.text("comment"),
              in.integer("revision"));
      case OBSERVATION_RECEIVED ->
          new Body.ObservationReceived(
              in.text("proposal_id"),
              EventReader.proposal(in),
              in.text("actor"),
              in.bool("asserted"),
              EventReader.request(in));
      case INVARIANT_VIOLATED ->
          new Body.InvariantViolated(
              in.text("invariant"),
              in.word("class", Invariant.Kind.class),
              in.text("name"),
              in.text("message"),
              in.strings("facts"));
      case INVARIANT_RESTORED -> new Body.InvariantRestored(in.text("invariant"));
      case TIER_REACHED -> new Body.TierReached(in.text("tier"), in.lists("facts"));
      case OSCILLATION_DETECTED ->
          new Body.OscillationDetected(
              in.strings("agents"), in.strings("keys"), in.strings("facts"), in.integer("cycles"));
      case CYCLE_COMPLETED ->
          new Body.CycleCompleted(in.integer("new_facts"), EventReader.spent(in.required("spent")));
      case BUDGET_CHANGED ->
          new Body.BudgetChanged(
              EventReader.budget(in.required("before")),
              EventReader.budget(in.required("after")),
              in.text("actor"),
              asserted(in));
      case RUN_CONTINUED ->
          new Body.RunContinued(
              in.integer("epoch"),
              EventReader.budget(in.required("before")),
              EventReader.budget(in.required("after")),
              in.text("actor"),
              in.bool("asserted"),
              in.optional("reason"),
              EventReader.request(in));
      case RUN_STATUS -> runStatus(in);
    };
  }

  private static Body runStarted(Members in) {
    Json.Obj fork = in.object("forked_from");
    return new Body.RunStarted(
        in.text("job_id"),
        in.text("template"),
        in.text("version"),
        in.text("template_hash"),
        in.word("mode", Mode.class),
        EventReader.budget(in.required("budget")),
        in.texts("versions"),
        in.integer("format"),
        in.inner("submitter")
            .map(it -> new Person(it.text("name"), it.bool("asserted")))
            .orElse(null),
        in.has("on_outage") ? in.word("on_outage", OnOutage.class) : null,
        fork == null ? null : Fork.read(fork));
  }

  private static long recorded(Members in) {
    return in.has("recorded_sequence") ? in.number("recorded_sequence") : 0;
  }

  private static ModelCall modelCall(Members in) {
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

  private static Body runStatus(Members in) {
    Body.Summary summary =
        in.inner("summary")
            .map(it ->
                new Body.Summary(
                    it.integers("facts"),
                    it.text("result_hash"),
                    it.bool("reproducible"),
                    it.strings("because")))
            .orElse(null);
    HaltReason reason = in.has("reason") ? in.word("reason", HaltReason.class) : null;
    Json.Obj halt = in.object("halt");
    return new Body.RunStatus(
        in.word("status", Status.class),
        in.word("previous", Status.class),
        reason,
        reason == null || halt == null ? null : Halt.read(reason, halt),
        in.optional("detail"),
        in.optional("actor"),
        EventReader.spent(in.required("spent")),
        summary,
        in.inner("outage")
            .map(it -> new Body.Outage(it.text("provider"), Instant.parse(it.text("since"))))
            .orElse(null),
        asserted(in));
  }

  /// Unknown in what was recorded before this was kept.
  private static @Nullable Boolean asserted(Members in) {
    return in.has("asserted") ? in.bool("asserted") : null;
  }

  private static Body.Wake wake(Members in) {
    return new Body.Wake(
        in.text("agent"),
        in.strings("keys"),
        in.strings("violations"),
        in.has("returned") ? in.strings("returned") : List.of());
  }
}
