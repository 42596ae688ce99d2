package dev.converge.runtime.mcp;

import dev.converge.core.Fact;
import dev.converge.core.json.Json;
import dev.converge.core.status.Status;
import dev.converge.core.text.EnumWord;
import dev.converge.engine.run.RunView;
import dev.converge.runtime.http.ConsoleLinks;
import dev.converge.runtime.jobs.JobJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What a model is told about a job: the state of its run, its answer so far, and what can be done
/// next.
final class JobResult {
  /// Maximum number of characters of facts in a result. The others are in the resource of all
  /// facts.
  static final int MAX_ANSWER_CHARACTERS = 64 << 10;

  private JobResult() {}

  /// A job with the outcome of a run of it.
  ///
  /// @param console where people find it
  static Json.Obj of(RunView view, ConsoleLinks console) {
    Json.Builder out = Json.object();
    object(JobJson.state(view, console).bytes()).fields().forEach(out::put);
    List<Json> answer = new ArrayList<>();
    int characters = 0;
    int left = 0;
    for (Fact fact : view.state().context().facts()) {
      if (view.program().outputs().contains(fact.key())) {
        Json shown = fact(fact);
        characters += shown.canonical().length();
        if (characters <= MAX_ANSWER_CHARACTERS) {
          answer.add(shown);
        } else {
          left++;
        }
      }
    }
    out.put("answer", Json.array(answer));
    if (left > 0) {
      out.put("answer_left_out", left);
    }
    return out.put("facts_resource", Resources.facts(view.job().jobId()))
        .put("next", next(view, left))
        .build();
  }

  private static Json fact(Fact fact) {
    return Json.object()
        .put("key", fact.key())
        .put("id", fact.id())
        .put("content", fact.content())
        .put("data", fact.data())
        .put("confidence", fact.confidence())
        .build();
  }

  private static String next(RunView view, int left) {
    String job = view.job().jobId();
    Status status = view.state().status();
    return switch (status) {
      case PENDING, RUNNING -> "The run continues. Call wait_for_job with job_id " + job + ".";
      case WAITING ->
          view.state().pending().isEmpty()
              ? "The run waits and will continue by itself. Call wait_for_job with job_id "
                  + job
                  + "."
              : "A person must decide. Call list_proposals with job_id " + job + ".";
      case PAUSED -> "The run is paused. It continues when a person resumes it.";
      case CONVERGED, HALTED, CANCELLED, FAILED ->
          "The run has ended ("
              + EnumWord.of(status)
              + ")."
              + (view.program().outputs().isEmpty() || left > 0
                  ? " All facts are in the resource " + Resources.facts(job) + "."
                  : "")
              + " explain_job says why each agent ran or did not run.";
    };
  }

  /// The JSON that was written, for embedding into a result.
  static Json.Obj object(byte[] json) {
    return (Json.Obj) Json.parse(new String(json, StandardCharsets.UTF_8));
  }
}
