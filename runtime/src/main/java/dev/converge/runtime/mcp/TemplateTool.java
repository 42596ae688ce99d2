package dev.converge.runtime.mcp;

import dev.converge.core.json.Json;
import dev.converge.core.proposal.SeedRule;
import dev.converge.domain.template.Template;
import dev.converge.domain.template.Templates;
import dev.converge.runtime.http.ConsoleLinks;
import dev.converge.runtime.operations.JobOperations;
import dev.converge.runtime.operations.RunSelector;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.operations.call.Operation;
import dev.converge.runtime.operations.call.ScopeCheck;
import dev.converge.runtime.operations.field.BodyFields;
import dev.converge.runtime.operations.field.FieldError;
import dev.converge.runtime.operations.submission.SubmitRequest;
import dev.converge.runtime.operations.submission.SubmitResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Runs a template: submits a job and waits a short time for its answer.
///
/// @param name of the tool
/// @param template in its highest version
/// @param maxSeeds of a job
record TemplateTool(
    String name,
    Template template,
    int maxSeeds,
    JobOperations jobs,
    JobWait patience,
    ConsoleLinks console)
    implements Tool {
  private static final String SEEDS = "seeds";
  private static final String KEY = "idempotency_key";
  private static final List<String> OF_JOB =
      List.of("version", SEEDS, "mode", "budget", "correlation_id", "metadata", "actor");
  private static final List<String> ARGUMENTS = arguments();

  private static List<String> arguments() {
    List<String> all = new ArrayList<>(OF_JOB);
    all.add(KEY);
    all.add(JobTools.WAIT_SECONDS);
    return List.copyOf(all);
  }

  @Override
  public Json.Obj definition() {
    Json.Obj properties =
        Json.object()
            .put(SEEDS, seeds())
            .put(
                "mode", ToolText.oneOf("How model calls are answered.", List.of("offline", "live")))
            .put("version", ToolText.text("The version of the template. Default: the latest."))
            .put(
                "budget",
                object("Limits that differ from those of the template, such as max_cost_usd."))
            .put("correlation_id", ToolText.text("Your own id, to find the job later."))
            .put("metadata", object("Your own data to store with the job."))
            .put("actor", ToolText.text("Who submits the job, if authentication is off."))
            .put(
                KEY,
                ToolText.text(
                    "An idempotency key. A second call with the same key does not start another"
                        + " job."))
            .put(
                JobTools.WAIT_SECONDS,
                ToolText.waitSeconds(firstWait().toSeconds(), patience.longest().toSeconds()))
            .build();
    return ToolText.definition(
        name, description(), false, ToolText.arguments(properties, List.of(SEEDS)));
  }

  private Duration firstWait() {
    Duration first = JobWait.FIRST_WAIT;
    return first.compareTo(patience.longest()) > 0 ? patience.longest() : first;
  }

  private static Json object(String description) {
    return Json.object().put("type", "object").put("description", description).build();
  }

  /// The schema of the seeds, without the members that belong to the root of a schema.
  private Json seeds() {
    TreeMap<String, Json> schema =
        new TreeMap<>(Templates.seedSchema(template.program(), maxSeeds).fields());
    schema.remove("$schema");
    schema.remove("x-seeds");
    schema.put("description", Json.of("The input of the job."));
    return Json.object(schema);
  }

  private String description() {
    StringBuilder out = new StringBuilder("Runs the template ").append(template.name());
    out.append(": ").append(template.description().strip());
    String objective = template.program().definition().objective();
    if (!objective.isEmpty()) {
      out.append("\nObjective: ").append(objective);
    }
    for (SeedRule rule : template.program().definition().seeds()) {
      out.append("\nSeeds with ids that start with \"").append(rule.idPrefix()).append("\" (");
      out.append(rule.required() ? "required)" : "optional)");
      if (!rule.description().isEmpty()) {
        out.append(": ").append(rule.description());
      }
    }
    return out.append(
            "\nReturns the job with its answer. If the run has not ended, returns its current state,"
                + " and the run continues.")
        .toString();
  }

  @Override
  public Json.Obj call(Caller caller, Json.Obj arguments, Progress progress) {
    List<FieldError> errors = new ArrayList<>();
    BodyFields fields = new BodyFields("", arguments, ARGUMENTS, errors);
    Duration atMost = JobTools.patience(fields, firstWait(), patience.longest());
    String key = fields.text(KEY);
    BodyFields.check(errors);
    // Refused before a job exists.
    ScopeCheck.require(caller, Operation.GET_JOB);
    TreeMap<String, Json> body = new TreeMap<>(arguments.fields());
    body.keySet().retainAll(OF_JOB);
    body.put("template", Json.of(template.name()));
    SubmitResult submitted = jobs.submit(caller, new SubmitRequest(Json.object(body), key)).join();
    RunSelector run = RunSelector.firstOf(submitted.accepted().job().jobId());
    return JobResult.of(patience.await(caller, run, atMost, progress), console);
  }
}
