package dev.converge.runtime.mcp;

import dev.converge.core.json.Json;
import dev.converge.engine.run.RunView;
import dev.converge.runtime.explain.ExplainJson;
import dev.converge.runtime.http.ConsoleLinks;
import dev.converge.runtime.operations.JobOperations;
import dev.converge.runtime.operations.RunSelector;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.operations.field.BodyFields;
import dev.converge.runtime.operations.field.FieldError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The tools that read a job.
enum JobTools {
  GET_JOB(
      "get_job",
      "Returns a job: the state and cost of its run, its answer if it has one, and what you can do"
          + " next."),
  WAIT_FOR_JOB(
      "wait_for_job",
      "Waits until the run of a job ends or needs a person, then returns the job like get_job. If"
          + " the wait times out, the run continues: call this tool again."),
  EXPLAIN_JOB(
      "explain_job",
      "Explains for each cycle of a run why each agent ran or did not run. Use it when an answer is"
          + " missing.");

  private static final String JOB_ID = "job_id";
  private static final String RUN_ID = "run_id";
  static final String WAIT_SECONDS = "wait_seconds";
  private static final List<String> JOB = List.of(JOB_ID, RUN_ID);
  private static final List<String> JOB_AND_WAIT = List.of(JOB_ID, RUN_ID, WAIT_SECONDS);

  private final String tool;
  private final String description;

  JobTools(String tool, String description) {
    this.tool = tool;
    this.description = description;
  }

  /// All of them.
  static List<Tool> over(JobOperations jobs, JobWait patience, ConsoleLinks console) {
    List<Tool> tools = new ArrayList<>();
    for (JobTools each : values()) {
      tools.add(new OfJob(each, jobs, patience, console));
    }
    return tools;
  }

  /// The job that the arguments name.
  static RunSelector run(BodyFields fields) {
    return new RunSelector.OfJob(fields.requiredText(JOB_ID), fields.text(RUN_ID));
  }

  /// The requested time to wait.
  static Duration patience(BodyFields fields, Duration byDefault, Duration most) {
    Long seconds = fields.integer(WAIT_SECONDS, 0, most.toSeconds());
    return seconds == null ? byDefault : Duration.ofSeconds(seconds);
  }

  private record OfJob(JobTools which, JobOperations jobs, JobWait patience, ConsoleLinks console)
      implements Tool {
    @Override
    public String name() {
      return which.tool;
    }

    @Override
    public Json.Obj definition() {
      Json.Builder properties =
          Json.object().put(JOB_ID, ToolText.jobId()).put(RUN_ID, ToolText.runId());
      if (which == WAIT_FOR_JOB) {
        long longest = patience.longest().toSeconds();
        properties.put(WAIT_SECONDS, ToolText.waitSeconds(longest, longest));
      }
      return ToolText.definition(
          which.tool,
          which.description,
          true,
          ToolText.arguments(properties.build(), List.of(JOB_ID)));
    }

    @Override
    public Json.Obj call(Caller caller, Json.Obj arguments, Progress progress) {
      List<FieldError> errors = new ArrayList<>();
      List<String> known = which == WAIT_FOR_JOB ? JOB_AND_WAIT : JOB;
      BodyFields fields = new BodyFields("", arguments, known, errors);
      RunSelector run = run(fields);
      Duration atMost = JobTools.patience(fields, patience.longest(), patience.longest());
      BodyFields.check(errors);
      return switch (which) {
        case GET_JOB -> JobResult.of(jobs.get(caller, run), console);
        case WAIT_FOR_JOB -> {
          RunView view = patience.await(caller, run, atMost, progress);
          yield JobResult.of(view, console);
        }
        case EXPLAIN_JOB -> JobResult.object(ExplainJson.of(jobs.explain(caller, run)).bytes());
      };
    }
  }
}
