package dev.converge.runtime.control;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import dev.converge.core.Body;
import dev.converge.core.Pending;
import dev.converge.core.decision.Decision;
import dev.converge.core.decision.Gate;
import dev.converge.core.decision.RequestKey;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.text.EnumWord;
import dev.converge.core.text.Times;
import dev.converge.engine.run.RunView;
import dev.converge.runtime.events.Statuses;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Idempotency;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.jobs.JobJson;
import dev.converge.runtime.operations.DecisionRequest;
import dev.converge.runtime.operations.DecisionResult;
import dev.converge.runtime.operations.ObservationRequest;
import dev.converge.runtime.operations.ProposalList;
import dev.converge.runtime.operations.ProposalOperations;
import dev.converge.runtime.operations.ReturnRequest;
import dev.converge.runtime.operations.field.BodyFields;
import dev.converge.runtime.operations.field.FieldError;
import dev.converge.runtime.runs.RunParameters;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;
import java.util.ArrayList;
import java.util.List;

/// Observations, and the decisions that people make on proposals.
public final class ProposalsFeature implements Feature {
  private static final String JOB = "/api/v1/jobs/{id}";
  private static final List<String> OBSERVATION = List.of("key", "id", "content", "data", "actor");
  private static final List<String> DECISION = List.of("actor", "comment");

  private final ProposalOperations operations;

  /// Over the operations that do it.
  public ProposalsFeature(ProposalOperations operations) {
    this.operations = operations;
  }

  @Override
  public void install(Site site) {
    site.resource(JOB + "/observations")
        .withBodyBlocking(HttpMethod.POST, this::observe, RunParameters.RUN);
    site.resource(JOB + "/proposals").getBlocking(this::proposals, RunParameters.RUN);
    site.resource("/api/v1/proposals")
        .getBlocking(new ProposalLists(operations)::list, ProposalLists.FILTERS);
    decision(site, "/approve", Decision.APPROVED);
    decision(site, "/reject", Decision.REJECTED);
    site.resource(JOB + "/proposals/{pid}/return")
        .withBodyBlocking(HttpMethod.POST, this::sendBack, RunParameters.RUN);
  }

  private void decision(Site site, String path, Decision decision) {
    site.resource(JOB + "/proposals/{pid}" + path)
        .withOptionalBody(
            HttpMethod.POST,
            (exchange, body) -> decide(exchange, body, decision),
            RunParameters.RUN);
  }

  private HttpResponse observe(Exchange exchange, Json.Obj body) {
    RequestKey key = Idempotency.of(exchange, body);
    List<FieldError> errors = new ArrayList<>();
    BodyFields fields = new BodyFields("", body, OBSERVATION, errors);
    String contextKey = fields.requiredText("key");
    String content = fields.requiredText("content");
    String id = fields.text("id");
    Json.Obj data = fields.object("data");
    String actor = fields.text("actor");
    BodyFields.check(errors);
    ObservationRequest request =
        new ObservationRequest(
            RunParameters.run(exchange),
            contextKey,
            id,
            content,
            data,
            actor,
            key == null ? null : key.key());
    return HttpResponse.of(
        operations
            .observe(RunParameters.caller(exchange), request)
            .thenApply(ProposalsFeature::observed));
  }

  private static HttpResponse observed(ObservationRequest.Result result) {
    return Responses.of(
        Idempotency.mark(Responses.jsonHeaders(HttpStatus.ACCEPTED), result.earlier()),
        JobJson.state(result.run()));
  }

  private HttpResponse proposals(Exchange exchange) {
    ProposalList list =
        operations.list(RunParameters.caller(exchange), RunParameters.run(exchange));
    CanonicalWriter out = new CanonicalWriter(1024);
    head(out.open(), list.run());
    out.name("proposals").openArray();
    list.proposals().forEach(pending -> pending(out, list, pending));
    return Responses.json(out.closeArray().close());
  }

  private static void head(CanonicalWriter out, RunView run) {
    out.field("job_id", run.job().jobId()).field("run_id", run.runId());
    out.field("status", Statuses.word(run.state().status()));
    out.field("last_sequence", run.state().sequence());
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

  private HttpResponse decide(Exchange exchange, Json.Obj body, Decision decision) {
    List<FieldError> errors = new ArrayList<>();
    BodyFields fields = new BodyFields("", body, DECISION, errors);
    String actor = fields.text("actor");
    String comment = fields.text("comment");
    BodyFields.check(errors);
    DecisionRequest request =
        new DecisionRequest(
            RunParameters.run(exchange), exchange.path("pid"), decision, actor, comment);
    return HttpResponse.of(
        operations
            .decide(RunParameters.caller(exchange), request)
            .thenApply(ProposalsFeature::decided));
  }

  private static HttpResponse decided(DecisionResult result) {
    CanonicalWriter out = new CanonicalWriter(512);
    head(out.open(), result.run());
    out.field("proposal_id", result.proposalId());
    out.field("missing", result.missing());
    result.decision().ifPresent(decided -> decided(out, decided));
    return Responses.json(out.close());
  }

  private HttpResponse sendBack(Exchange exchange, Json.Obj body) {
    List<FieldError> errors = new ArrayList<>();
    BodyFields fields = new BodyFields("", body, DECISION, errors);
    String actor = fields.text("actor");
    String comment = fields.requiredText("comment");
    BodyFields.check(errors);
    ReturnRequest request =
        new ReturnRequest(RunParameters.run(exchange), exchange.path("pid"), comment, actor);
    return HttpResponse.of(
        operations
            .sendBack(RunParameters.caller(exchange), request)
            .thenApply(ProposalsFeature::sentBack));
  }

  private static HttpResponse sentBack(ReturnRequest.Result result) {
    Body.ProposalReturned returned = result.returned();
    CanonicalWriter out = new CanonicalWriter(512);
    head(out.open(), result.run());
    out.field("proposal_id", returned.proposalId()).field("fact_id", returned.factId());
    out.field("actor", returned.actor()).field("asserted", returned.asserted());
    out.field("comment", returned.comment()).field("revision", returned.revision());
    return Responses.json(out.close());
  }
}
