package dev.converge.runtime.control;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import dev.converge.core.Body;
import dev.converge.core.Decision;
import dev.converge.core.Ids;
import dev.converge.core.Input;
import dev.converge.core.Limits;
import dev.converge.core.Outcome;
import dev.converge.core.Pending;
import dev.converge.core.Proposal;
import dev.converge.core.RequestKey;
import dev.converge.core.Times;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Json;
import dev.converge.engine.Engine;
import dev.converge.engine.Reply;
import dev.converge.engine.RunView;
import dev.converge.runtime.events.Statuses;
import dev.converge.runtime.http.BodyFields;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Idempotency;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.jobs.JobJson;
import dev.converge.runtime.problems.FieldError;
import dev.converge.runtime.runs.Runs;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What people say to a run: observations, and decisions on proposals that wait for them.
public final class ProposalsFeature implements Feature {
  private static final String JOB = "/api/v1/jobs/{id}";
  private static final List<String> OBSERVATION = List.of("key", "id", "content", "data", "actor");
  private static final List<String> DECISION = List.of("actor", "comment");
  private static final int MAX_COMMENT = 10_000;

  private final Engine engine;
  private final Runs runs;

  /// Takes what people say to an engine's runs.
  public ProposalsFeature(Engine engine, Runs runs) {
    this.engine = engine;
    this.runs = runs;
  }

  @Override
  public void install(Site site) {
    site.resource(JOB + "/observations").withBodyBlocking(HttpMethod.POST, this::observe);
    site.resource(JOB + "/proposals").getBlocking(this::proposals);
    decision(site, "/approve", Decision.APPROVED);
    decision(site, "/reject", Decision.REJECTED);
  }

  private void decision(Site site, String path, Decision decision) {
    site.resource(JOB + "/proposals/{pid}" + path)
        .withOptionalBody(HttpMethod.POST, (exchange, body) -> decide(exchange, body, decision));
  }

  private HttpResponse observe(Exchange exchange, Json.Obj body) {
    RequestKey request = Idempotency.of(exchange, body);
    List<FieldError> errors = new ArrayList<>();
    BodyFields fields = new BodyFields("", body, OBSERVATION, errors);
    Actors actor = Actors.of(exchange, fields);
    String key = fields.requiredText("key");
    String content = fields.requiredText("content");
    String id = fields.text("id");
    Json.Obj data = fields.object("data");
    if (id != null && !Ids.valid(id)) {
      fields.error("id", "not an id (expected: [A-Za-z0-9][A-Za-z0-9._:-]{0,199})");
    }
    size(fields, "content", content);
    if (data != null) {
      size(fields, "data", data.canonical());
    }
    BodyFields.check(errors);
    Input input =
        new Input.Observed(
            key, id, content, data, actor.name(), actor.asserted(), request, engine.now());
    return HttpResponse.of(
        engine.send(runs.runId(exchange), input).thenApply(ProposalsFeature::observed));
  }

  private static HttpResponse observed(Reply reply) {
    Refusals.check(reply);
    boolean earlier = reply.outcome() instanceof Outcome.Unchanged;
    return Responses.of(
        Idempotency.mark(Responses.jsonHeaders(HttpStatus.ACCEPTED), earlier),
        JobJson.state(reply.view()));
  }

  private static void size(BodyFields fields, String name, String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length > Limits.MAX_CONTENT_BYTES) {
      fields.error(name, "too large (expected: at most " + Limits.MAX_CONTENT_BYTES + " bytes)");
    }
  }

  private HttpResponse proposals(Exchange exchange) {
    RunView view = engine.view(runs.runId(exchange));
    CanonicalWriter out = new CanonicalWriter(1024);
    out.open().field("job_id", view.job().jobId()).field("run_id", view.runId());
    out.field("status", Statuses.word(view.state().status()));
    out.field("last_sequence", view.state().sequence()).name("proposals").openArray();
    view.state().pending().forEach(pending -> pending(out, pending));
    return Responses.json(out.closeArray().close());
  }

  private static void pending(CanonicalWriter out, Pending pending) {
    Proposal proposal = pending.proposal();
    out.open().field("proposal_id", pending.proposalId()).field("agent", pending.agent());
    out.field("gate", pending.gate()).field("role", pending.role());
    out.field("key", proposal.key()).field("fact_id", pending.factId());
    out.field("content", proposal.content()).field("data", proposal.data());
    out.name("confidence").value(proposal.confidence());
    out.field("cites", proposal.cites());
    if (pending.expiresAt() != null) {
      out.field("expires_at", Times.format(pending.expiresAt()));
    }
    out.field("on_silence", JobJson.word(pending.onSilence()));
    pending
        .decision()
        .ifPresent(decided -> {
          out.name("decided").open();
          decided(out, decided);
          out.close();
        });
    out.close();
  }

  private static void decided(CanonicalWriter out, Body.ApprovalDecided decided) {
    out.field("decision", JobJson.word(decided.decision())).field("actor", decided.actor());
    out.field("asserted", decided.asserted()).field("comment", decided.comment());
    out.field("by_deadline", decided.byDeadline());
  }

  private HttpResponse decide(Exchange exchange, Json.Obj body, Decision decision) {
    List<FieldError> errors = new ArrayList<>();
    BodyFields fields = new BodyFields("", body, DECISION, errors);
    Actors actor = Actors.of(exchange, fields);
    String comment = fields.text("comment");
    if (comment != null && comment.length() > MAX_COMMENT) {
      fields.error("comment", "too long (expected: at most " + MAX_COMMENT + " characters)");
    }
    BodyFields.check(errors);
    String proposalId = exchange.path("pid");
    Input input =
        new Input.Decided(
            proposalId, decision, actor.name(), actor.asserted(), comment, engine.now());
    return HttpResponse.of(
        engine.send(runs.runId(exchange), input).thenApply(reply -> decided(reply, proposalId)));
  }

  /// What stands, which for a decision sent twice is the first.
  private static HttpResponse decided(Reply reply, String proposalId) {
    Optional<Body.ApprovalDecided> stands = reply.view().state().decision(proposalId);
    Refusals.check(reply, stands);
    CanonicalWriter out = new CanonicalWriter(512);
    out.open().field("job_id", reply.view().job().jobId()).field("run_id", reply.view().runId());
    out.field("status", Statuses.word(reply.view().state().status()));
    out.field("last_sequence", reply.view().state().sequence());
    out.field("proposal_id", proposalId);
    stands.ifPresent(decided -> decided(out, decided));
    return Responses.json(out.close());
  }
}
