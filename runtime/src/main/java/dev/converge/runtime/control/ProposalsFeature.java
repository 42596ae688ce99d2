package dev.converge.runtime.control;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import dev.converge.core.Body;
import dev.converge.core.decision.Decision;
import dev.converge.core.decision.RequestKey;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Json;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Idempotency;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.operations.DecisionRequest;
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

  /// For these operations.
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
            .thenApply(
                result -> ControlFeature.accepted(exchange, result.run(), result.earlier())));
  }

  private HttpResponse proposals(Exchange exchange) {
    ProposalList list =
        operations.list(RunParameters.caller(exchange), RunParameters.run(exchange));
    return Responses.json(ProposalJson.of(list));
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
            .thenApply(result -> Responses.json(ProposalJson.of(result))));
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
    ProposalJson.head(out.open(), result.run());
    out.field("proposal_id", returned.proposalId()).field("fact_id", returned.factId());
    out.field("actor", returned.actor()).field("asserted", returned.asserted());
    out.field("comment", returned.comment()).field("revision", returned.revision());
    return Responses.json(out.close());
  }
}
