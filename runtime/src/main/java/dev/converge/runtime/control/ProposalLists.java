package dev.converge.runtime.control;

import com.linecorp.armeria.common.HttpResponse;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.text.EnumWord;
import dev.converge.core.text.Times;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.listing.ProposalStore;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.operations.JobQuery;
import dev.converge.runtime.operations.ProposalOperations;
import dev.converge.runtime.problems.ProblemException;
import dev.converge.runtime.runs.RunParameters;

/// `GET /api/v1/proposals`: the proposals of all jobs.
final class ProposalLists {
  /// The query parameters.
  static final String[] FILTERS = {"state", "role", "template", "limit", "cursor"};

  private static final String OPEN = "open";
  private static final String DECIDED = "decided";

  private final ProposalOperations operations;

  ProposalLists(ProposalOperations operations) {
    this.operations = operations;
  }

  /// A page of them; blocks for I/O.
  HttpResponse list(Exchange exchange) {
    ProposalOperations.Query query =
        new ProposalOperations.Query(
            decided(exchange),
            exchange.query("role"),
            exchange.query("template"),
            exchange.query("cursor"),
            exchange.query("limit", JobQuery.DEFAULT_LIMIT, 1, JobQuery.MAX_LIMIT));
    ProposalOperations.Query.Page page = operations.listAll(RunParameters.caller(exchange), query);
    CanonicalWriter out = new CanonicalWriter(256 + page.proposals().size() * 600);
    out.open().name("proposals").openArray();
    page.proposals().forEach(one -> listed(out, one));
    return Responses.json(out.closeArray().field("next_cursor", page.nextCursor()).close());
  }

  private static boolean decided(Exchange exchange) {
    String state = exchange.query("state");
    if (state == null || state.equals(OPEN)) {
      return false;
    }
    if (state.equals(DECIDED)) {
      return true;
    }
    throw new ProblemException(
        ErrorCode.MALFORMED,
        "state: \"" + Exchange.shortened(state) + "\" (expected: open or decided)");
  }

  private static void listed(CanonicalWriter out, ProposalStore.Listed one) {
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
    out.field("console", "/console/jobs/" + one.jobId() + "/proposals/" + one.proposalId());
    out.close().close();
  }
}
