package dev.converge.runtime.control;

import dev.converge.core.Body;
import dev.converge.core.Pending;
import dev.converge.core.decision.Gate;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.text.EnumWord;
import dev.converge.core.text.Times;
import dev.converge.engine.listing.ProposalStore;
import dev.converge.engine.run.RunView;
import dev.converge.runtime.events.Statuses;
import dev.converge.runtime.http.ConsoleLinks;
import dev.converge.runtime.operations.DecisionResult;
import dev.converge.runtime.operations.ProposalList;
import dev.converge.runtime.operations.ProposalOperations;

/// Proposals that people decide on, and their decisions, as JSON.
public final class ProposalJson {
  private ProposalJson() {}

  /// The proposals of a run.
  public static CanonicalWriter of(ProposalList list) {
    CanonicalWriter out = new CanonicalWriter(1024);
    head(out.open(), list.run());
    out.name("proposals").openArray();
    list.proposals().forEach(pending -> pending(out, list, pending));
    return out.closeArray().close();
  }

  /// A page of the proposals of all jobs.
  public static CanonicalWriter of(ProposalOperations.Query.Page page, ConsoleLinks console) {
    CanonicalWriter out = new CanonicalWriter(256 + page.proposals().size() * 600);
    out.open().name("proposals").openArray();
    page.proposals().forEach(one -> listed(out, one, console));
    return out.closeArray().field("next_cursor", page.nextCursor()).close();
  }

  /// The outcome of a proposal.
  public static CanonicalWriter of(DecisionResult result) {
    CanonicalWriter out = new CanonicalWriter(512);
    head(out.open(), result.run());
    out.field("proposal_id", result.proposalId());
    out.field("missing", result.missing());
    result.decision().ifPresent(decided -> decided(out, decided));
    return out.close();
  }

  static void head(CanonicalWriter out, RunView run) {
    out.field("job_id", run.job().jobId()).field("run_id", run.runId());
    out.field("status", Statuses.word(run.state().status()));
    out.field("last_sequence", run.state().sequence());
  }

  private static void listed(CanonicalWriter out, ProposalStore.Listed one, ConsoleLinks console) {
    out.open().field("job_id", one.jobId()).field("run_id", one.runId());
    out.field("template", one.template()).field("version", one.version());
    out.field("proposal_id", one.proposalId()).field("fact_id", one.factId());
    out.field("agent", one.agent()).field("key", one.key()).field("gate", one.gate());
    out.field("role", one.role()).field("excerpt", one.excerpt());
    out.field("asked_at", Times.format(one.askedAt()));
    out.field("expires_at", one.expiresAt() == null ? null : Times.format(one.expiresAt()));
    out.field("on_silence", EnumWord.of(one.onSilence()));
    ProposalStore.Taken taken = one.decision();
    if (taken != null) {
      out.name("decided").open().field("decision", EnumWord.of(taken.decision()));
      out.field("actor", taken.actor()).field("asserted", taken.asserted());
      out.field("comment", taken.comment()).field("by_deadline", taken.byDeadline());
      out.field("at", Times.format(taken.at())).close();
    }
    String job = "/api/v1/jobs/" + one.jobId();
    out.name("links").open().field("job", job).field("proposals", job + "/proposals");
    out.field("console", console.proposal(one.jobId(), one.proposalId()));
    out.close().close();
  }

  private static void pending(CanonicalWriter out, ProposalList list, Pending pending) {
    Proposal proposal = pending.proposal();
    Gate gate = list.run().program().gate(pending.gate());
    out.open().field("proposal_id", pending.proposalId()).field("agent", pending.agent());
    out.field("gate", pending.gate()).field("role", pending.role());
    out.field("key", proposal.key()).field("fact_id", pending.factId());
    out.field("content", proposal.content()).field("data", proposal.data());
    out.name("confidence").value(proposal.confidence());
    out.field("cites", proposal.cites());
    if (pending.expiresAt() != null) {
      out.field("expires_at", Times.format(pending.expiresAt()));
    }
    out.field("on_silence", EnumWord.of(pending.onSilence()));
    out.field("approvals", gate.approvals()).field("not_submitter", gate.notSubmitter());
    out.field("revision", pending.revision());
    out.field("revisions_left", Math.max(0, gate.revisions() - pending.revision()));
    out.name("approved_by").openArray();
    for (Body.ApprovalGiven given : pending.given()) {
      out.open().field("actor", given.actor()).field("asserted", given.asserted());
      out.field("comment", given.comment()).close();
    }
    out.closeArray();
    pending
        .decision()
        .ifPresent(decided -> {
          out.name("decided").open();
          decided(out, decided);
          out.close();
        });
    list.closed()
        .ifPresent(end ->
            out.name("closed")
                .open()
                .field("at", Times.format(end.at()))
                .field("because", end.because())
                .close());
    out.close();
  }

  private static void decided(CanonicalWriter out, Body.ApprovalDecided decided) {
    out.field("decision", EnumWord.of(decided.decision())).field("actor", decided.actor());
    out.field("asserted", decided.asserted()).field("comment", decided.comment());
    out.field("by_deadline", decided.byDeadline());
  }
}
