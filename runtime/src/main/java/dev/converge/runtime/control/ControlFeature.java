package dev.converge.runtime.control;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import dev.converge.core.Budget;
import dev.converge.core.Input;
import dev.converge.core.json.Json;
import dev.converge.engine.Engine;
import dev.converge.engine.RunView;
import dev.converge.runtime.http.BodyFields;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.jobs.BudgetReader;
import dev.converge.runtime.jobs.JobJson;
import dev.converge.runtime.problems.FieldError;
import dev.converge.runtime.runs.Runs;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Cancel, pause, resume and the budget of a run. Each can be sent twice: the second changes
/// nothing.
public final class ControlFeature implements Feature {
  private static final String JOB = "/api/v1/jobs/{id}";
  private static final List<String> MEMBERS = List.of("actor", "reason");
  private static final int MAX_REASON = 2_000;

  private final Engine engine;
  private final Runs runs;

  /// Controls an engine's runs.
  public ControlFeature(Engine engine, Runs runs) {
    this.engine = engine;
    this.runs = runs;
  }

  private interface Control {
    Input input(String actor, @Nullable String reason);
  }

  @Override
  public void install(Site site) {
    on(site, "/cancel", (actor, why) -> new Input.Cancelled(actor, why, engine.now()));
    on(site, "/pause", (actor, why) -> new Input.Paused(actor, why, engine.now()));
    on(site, "/resume", (actor, _) -> new Input.Resumed(actor, engine.now()));
    site.resource(JOB + "/budget").withBodyBlocking(HttpMethod.PATCH, this::budget);
  }

  private void on(Site site, String path, Control control) {
    site.resource(JOB + path)
        .withOptionalBody(HttpMethod.POST, (exchange, body) -> control(exchange, body, control));
  }

  private HttpResponse control(Exchange exchange, Json.Obj body, Control control) {
    List<FieldError> errors = new ArrayList<>();
    BodyFields fields = new BodyFields("", body, MEMBERS, errors);
    Actors actor = Actors.of(exchange, fields);
    String reason = fields.text("reason");
    if (reason != null && reason.length() > MAX_REASON) {
      fields.error("reason", "too long (expected: at most " + MAX_REASON + " characters)");
    }
    BodyFields.check(errors);
    return send(exchange, control.input(actor.name(), reason));
  }

  private HttpResponse send(Exchange exchange, Input input) {
    String runId = runs.runId(exchange);
    return HttpResponse.of(
        engine
            .send(runId, input)
            .thenApply(reply -> {
              Refusals.check(reply);
              return Responses.of(
                  Responses.jsonHeaders(HttpStatus.OK), JobJson.state(reply.view()));
            }));
  }

  private HttpResponse budget(Exchange exchange, Json.Obj body) {
    RunView view = engine.view(runs.runId(exchange));
    Split split = Split.of(body);
    List<FieldError> errors = new ArrayList<>();
    BodyFields fields = new BodyFields("", split.actor(), List.of("actor"), errors);
    Actors actor = Actors.of(exchange, fields);
    Budget budget = BudgetReader.read("", split.rest(), view.state().budget(), errors);
    BodyFields.check(errors);
    return send(exchange, new Input.BudgetChanged(budget, actor.name(), engine.now()));
  }

  /// A body in which the actor stands beside what is changed.
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
