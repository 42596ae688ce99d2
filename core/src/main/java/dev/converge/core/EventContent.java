package dev.converge.core;

import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.OnOutage;
import dev.converge.core.decision.Decision;
import dev.converge.core.decision.Person;
import dev.converge.core.event.EventReader;
import dev.converge.core.event.EventType;
import dev.converge.core.event.EventWriter;
import dev.converge.core.fork.Fork;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Json;
import dev.converge.core.json.Members;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Rejection;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Halt;
import dev.converge.core.status.HaltReason;
import dev.converge.core.status.Status;
import dev.converge.core.text.EnumWord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes the content of each type of event as JSON, with members in the sorted order of the
/// canonical form, and reads it back.
final class EventContent {
  private EventContent() {}

  static void write(CanonicalWriter out, Body body) {
    out.open();
    switch (body) {
      case Body.RunStarted b -> {
        out.name("budget");
        EventWriter.budget(out, b.budget());
        Fork fork = b.fork();
        if (fork != null) {
          out.name("forked_from");
          fork.write(out);
        }
        out.field("format", b.format())
            .field("job_id", b.jobId())
            .field("mode", EnumWord.of(b.mode()));
        if (b.onOutage() != null) {
          out.field("on_outage", EnumWord.of(b.onOutage()));
        }
        Person submitter = b.submitter();
        if (submitter != null) {
          out.name("submitter").open().field("asserted", submitter.asserted());
          out.field("name", submitter.name()).close();
        }
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
          if (!wake.returned().isEmpty()) {
            out.field("returned", wake.returned());
          }
          out.field("violations", wake.violations()).close();
        }
        out.closeArray();
      }
      case Body.AgentStarted b -> {
        out.field("attempt", b.attempt());
        if (b.quote() != null) {
          out.name("quote");
          EventWriter.quote(out, b.quote());
        }
        out.field("violations", b.violations());
      }
      case Body.ModelSent(var attempt, var call) ->
          EventWriter.modelCall(out, attempt, call, false);
      case Body.ModelCalled(var attempt, var call, var overrun) ->
          EventWriter.modelCall(out, attempt, call, overrun);
      case Body.AgentCompleted b -> {
        out.field("attempt", b.attempt()).field("duration_ms", b.duration().toMillis());
        EventWriter.recorded(out.field("proposals", b.proposals()), b.recorded());
      }
      case Body.AgentFailed b -> {
        out.field("attempt", b.attempt()).field("candidates", b.candidates());
        out.field("kind", EnumWord.of(b.kind()));
        EventWriter.recorded(out.field("message", b.message()), b.recorded());
        out.field("retry_at", EventWriter.time(b.retryAt())).field("violations", b.violations());
      }
      case Body.ProposalMade b -> {
        EventWriter.proposal(out, b.proposal(), b.id());
        out.field("revises", b.revises());
      }
      case Body.FactPromoted b -> fact(out, b);
      case Body.ProposalRejected b ->
          out.field("code", EnumWord.of(b.code()))
              .field("invariant", b.invariant())
              .field("key", b.key())
              .field("message", b.message())
              .field("proposal_id", b.proposalId());
      case Body.ApprovalRequested b ->
          out.field("expires_at", EventWriter.time(b.expiresAt()))
              .field("fact_id", b.factId())
              .field("gate", b.gate())
              .field("on_silence", EnumWord.of(b.onSilence()))
              .field("proposal_id", b.proposalId())
              .field("role", b.role());
      case Body.ApprovalGiven b ->
          out.field("actor", b.actor())
              .field("asserted", b.asserted())
              .field("comment", b.comment())
              .field("missing", b.missing())
              .field("proposal_id", b.proposalId());
      case Body.ApprovalDecided b ->
          out.field("actor", b.actor())
              .field("asserted", b.asserted())
              .field("by_deadline", b.byDeadline())
              .field("comment", b.comment())
              .field("decision", EnumWord.of(b.decision()))
              .field("proposal_id", b.proposalId());
      case Body.ProposalReturned b ->
          out.field("actor", b.actor())
              .field("asserted", b.asserted())
              .field("comment", b.comment())
              .field("fact_id", b.factId())
              .field("gate", b.gate())
              .field("proposal_id", b.proposalId())
              .field("revision", b.revision());
      case Body.ObservationReceived b -> {
        out.field("actor", b.actor()).field("asserted", b.asserted());
        EventWriter.proposal(out, b.proposal(), b.proposalId());
        EventWriter.request(out, b.request());
      }
      case Body.InvariantViolated b ->
          out.field("class", EnumWord.of(b.kind()))
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
        EventWriter.spent(out, b.spent());
      }
      case Body.BudgetChanged b -> {
        out.field("actor", b.actor()).name("after");
        EventWriter.budget(out, b.after());
        if (b.asserted() != null) {
          out.field("asserted", b.asserted());
        }
        out.name("before");
        EventWriter.budget(out, b.before());
      }
      case Body.RunContinued b -> {
        out.field("actor", b.actor()).name("after");
        EventWriter.budget(out, b.after());
        out.field("asserted", b.asserted()).name("before");
        EventWriter.budget(out, b.before());
        out.field("epoch", b.epoch()).field("reason", b.reason());
        EventWriter.request(out, b.request());
      }
      case Body.RunStatus b -> status(out, b);
    }
    out.close();
  }

  private static void status(CanonicalWriter out, Body.RunStatus b) {
    out.field("actor", b.actor());
    if (b.asserted() != null) {
      out.field("asserted", b.asserted());
    }
    out.field("detail", b.detail());
    if (b.halt() != null) {
      out.field("halt", b.halt().json());
    }
    Body.Outage outage = b.outage();
    if (outage != null) {
      out.name("outage").open().field("provider", outage.provider());
      out.field("since", EventWriter.time(outage.since())).close();
    }
    out.field("previous", EnumWord.of(b.previous()));
    if (b.reason() != null) {
      out.field("reason", EnumWord.of(b.reason()));
    }
    out.name("spent");
    EventWriter.spent(out, b.spent());
    out.field("status", EnumWord.of(b.status()));
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
    EventWriter.proposal(out, proposal, b.proposalId());
  }

  static Body read(EventType type, int cycle, @Nullable String agent, Json.Obj content) {
    Members in = new Members("event", content);
    return switch (type) {
      case RUN_STARTED -> runStarted(in);
      case SEED_ADMITTED ->
          new Body.SeedAdmitted(new Seed(in.text("id"), in.text("content"), in.object("data")));
      case CYCLE_STARTED -> new Body.CycleStarted(in.list("agents", EventContent::wake));
      case AGENT_STARTED ->
          new Body.AgentStarted(
              in.integer("attempt"),
              in.inner("quote").map(EventReader::quote).orElse(null),
              in.strings("violations"));
      case MODEL_SENT -> new Body.ModelSent(in.integer("attempt"), EventReader.modelCall(in));
      case MODEL_CALLED ->
          new Body.ModelCalled(
              in.integer("attempt"), EventReader.modelCall(in), in.bool("overrun"));
      case AGENT_COMPLETED ->
          new Body.AgentCompleted(
              in.integer("attempt"),
              in.integer("proposals"),
              in.duration("duration_ms"),
              EventReader.recorded(in));
      case AGENT_FAILED ->
          new Body.AgentFailed(
              in.integer("attempt"),
              in.word("kind", FailureKind.class),
              in.text("message"),
              in.strings("violations"),
              in.time("retry_at"),
              EventReader.recorded(in),
              in.value("candidates"));
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
              in.word("code", Rejection.class),
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
              EventReader.asserted(in));
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
        EventReader.asserted(in));
  }

  private static Body.Wake wake(Members in) {
    return new Body.Wake(
        in.text("agent"),
        in.strings("keys"),
        in.strings("violations"),
        in.has("returned") ? in.strings("returned") : List.of());
  }
}
