package dev.converge.runtime.control;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import dev.converge.core.decision.RequestKey;
import dev.converge.core.json.Json;
import dev.converge.engine.run.RunView;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Idempotency;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.jobs.JobJson;
import dev.converge.runtime.operations.BudgetRequest;
import dev.converge.runtime.operations.ContinueRequest;
import dev.converge.runtime.operations.ControlOperations;
import dev.converge.runtime.operations.ControlRequest;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.operations.field.BodyFields;
import dev.converge.runtime.operations.field.FieldError;
import dev.converge.runtime.operations.submission.BudgetChange;
import dev.converge.runtime.runs.RunParameters;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Cancel, pause, resume, continue and the budget of a run.
public final class ControlFeature implements Feature {
  private static final String JOB = "/api/v1/jobs/{id}";
  private static final List<String> MEMBERS = List.of("actor", "reason");

  private final ControlOperations operations;

  /// For these operations.
  public ControlFeature(ControlOperations operations) {
    this.operations = operations;
  }

  private interface Control {
    CompletableFuture<RunView> start(Caller caller, ControlRequest request);
  }

  @Override
  public void install(Site site) {
    on(site, "/cancel", operations::cancel);
    on(site, "/pause", operations::pause);
    on(site, "/resume", operations::resume);
    site.resource(JOB + "/continue")
        .withOptionalBody(HttpMethod.POST, this::continued, RunParameters.RUN);
    site.resource(JOB + "/budget")
        .withBodyBlocking(HttpMethod.PATCH, this::budget, RunParameters.RUN);
  }

  private static void on(Site site, String path, Control control) {
    site.resource(JOB + path)
        .withOptionalBody(
            HttpMethod.POST,
            (exchange, body) -> control(exchange, body, control),
            RunParameters.RUN);
  }

  private static HttpResponse control(Exchange exchange, Json.Obj body, Control control) {
    List<FieldError> errors = new ArrayList<>();
    BodyFields fields = new BodyFields("", body, MEMBERS, errors);
    String actor = fields.text("actor");
    String reason = fields.text("reason");
    BodyFields.check(errors);
    ControlRequest request = new ControlRequest(RunParameters.run(exchange), actor, reason);
    return shown(exchange, control.start(RunParameters.caller(exchange), request));
  }

  private HttpResponse continued(Exchange exchange, Json.Obj body) {
    RequestKey key = Idempotency.of(exchange, body);
    ContinueRequest request =
        ContinueRequest.read(RunParameters.run(exchange), body, key == null ? null : key.key());
    return HttpResponse.of(
        operations
            .continueRun(RunParameters.caller(exchange), request)
            .thenApply(result -> accepted(exchange, result.run(), result.earlier())));
  }

  /// A request was accepted, and this is the run's state. It counts once, however often it is sent.
  static HttpResponse accepted(Exchange exchange, RunView run, boolean earlier) {
    return Responses.of(
        Idempotency.mark(Responses.jsonHeaders(HttpStatus.ACCEPTED), earlier),
        JobJson.state(run, exchange.console()));
  }

  private static HttpResponse shown(Exchange exchange, CompletableFuture<RunView> run) {
    return HttpResponse.of(
        run.thenApply(view ->
            Responses.of(
                Responses.jsonHeaders(HttpStatus.OK), JobJson.state(view, exchange.console()))));
  }

  private HttpResponse budget(Exchange exchange, Json.Obj body) {
    Split split = Split.of(body);
    List<FieldError> errors = new ArrayList<>();
    String actor = new BodyFields("", split.actor(), List.of("actor"), errors).text("actor");
    BudgetChange change = BudgetChange.read("", split.rest(), errors);
    BodyFields.check(errors);
    BudgetRequest request = new BudgetRequest(RunParameters.run(exchange), change, actor);
    return shown(exchange, operations.changeBudget(RunParameters.caller(exchange), request));
  }

  /// A body with the actor beside the limits.
  private record Split(Json.Obj actor, Json.Obj rest) {
    static Split of(Json.Obj body) {
      Json.Builder actor = Json.object();
      Json.Builder rest = Json.object();
      body.fields()
          .forEach((name, value) -> (name.equals("actor") ? actor : rest).put(name, value));
      return new Split(actor.build(), rest.build());
    }
  }
}
