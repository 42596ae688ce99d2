package dev.converge.runtime.mcp;

import dev.converge.core.decision.Decision;
import dev.converge.core.json.Json;
import dev.converge.runtime.control.ProposalJson;
import dev.converge.runtime.http.ConsoleLinks;
import dev.converge.runtime.operations.DecisionRequest;
import dev.converge.runtime.operations.JobQuery;
import dev.converge.runtime.operations.ProposalOperations;
import dev.converge.runtime.operations.RunSelector;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.operations.field.BodyFields;
import dev.converge.runtime.operations.field.FieldError;
import java.util.ArrayList;
import java.util.List;

/// The tools for proposals that people decide on.
final class ProposalTools {
  private static final String APPROVE = "approve";
  private static final String REJECT = "reject";

  private ProposalTools() {}

  /// Lists proposals.
  ///
  /// @param proposals the operations that do it
  /// @param console where people decide
  record ListProposals(ProposalOperations proposals, ConsoleLinks console) implements Tool {
    private static final List<String> ARGUMENTS = List.of("job_id", "run_id", "role", "cursor");

    @Override
    public String name() {
      return "list_proposals";
    }

    @Override
    public Json.Obj definition() {
      Json.Obj properties =
          Json.object()
              .put("job_id", ToolText.text("The id of a job. Default: all jobs."))
              .put("run_id", ToolText.runId())
              .put(
                  "role",
                  ToolText.text(
                      "List only proposals that this role decides on. Applies to all jobs, not with"
                          + " job_id."))
              .put(
                  "cursor",
                  ToolText.text(
                      "The next_cursor of the previous page. Applies to all jobs, not with job_id."))
              .build();
      return ToolText.definition(
          name(),
          "Lists proposals that a person must decide on. With a job_id, lists the full proposals of"
              + " that job. Without one, lists summaries of the open proposals of all jobs.",
          true,
          ToolText.arguments(properties, List.of()));
    }

    @Override
    public Json.Obj call(Caller caller, Json.Obj arguments, Progress progress) {
      List<FieldError> errors = new ArrayList<>();
      BodyFields fields = new BodyFields("", arguments, ARGUMENTS, errors);
      String job = fields.text("job_id");
      String run = fields.text("run_id");
      String role = fields.text("role");
      String cursor = fields.text("cursor");
      if (job == null && run != null) {
        fields.missing("job_id");
      }
      BodyFields.check(errors);
      if (job != null) {
        RunSelector selector = new RunSelector.OfJob(job, run);
        return JobResult.object(ProposalJson.of(proposals.list(caller, selector)).bytes());
      }
      ProposalOperations.Query query =
          new ProposalOperations.Query(false, role, null, cursor, JobQuery.DEFAULT_LIMIT);
      return JobResult.object(ProposalJson.of(proposals.listAll(caller, query), console).bytes());
    }
  }

  /// Decides on a proposal.
  ///
  /// @param proposals the operations that do it
  record Decide(ProposalOperations proposals) implements Tool {
    private static final List<String> ARGUMENTS =
        List.of("job_id", "run_id", "proposal_id", "decision", "actor", "comment");
    private static final List<String> DECISIONS = List.of(APPROVE, REJECT);

    @Override
    public String name() {
      return "decide";
    }

    @Override
    public Json.Obj definition() {
      Json.Obj properties =
          Json.object()
              .put("job_id", ToolText.jobId())
              .put("run_id", ToolText.runId())
              .put("proposal_id", ToolText.text("The id of the proposal, from list_proposals."))
              .put("decision", ToolText.oneOf("What the person decided.", DECISIONS))
              .put("actor", ToolText.text("Who decided. Required if authentication is off."))
              .put("comment", ToolText.text("Why the person decided so, for the audit trail."))
              .build();
      return ToolText.definition(
          name(),
          "Approves or rejects a proposal. Call it only after you showed the complete proposal to a"
              + " person and that person decided. The decision is recorded permanently.",
          false,
          ToolText.arguments(properties, List.of("job_id", "proposal_id", "decision")));
    }

    @Override
    public Json.Obj call(Caller caller, Json.Obj arguments, Progress progress) {
      List<FieldError> errors = new ArrayList<>();
      BodyFields fields = new BodyFields("", arguments, ARGUMENTS, errors);
      RunSelector run = JobTools.run(fields);
      String proposal = fields.requiredText("proposal_id");
      String word = fields.oneOf("decision", DECISIONS);
      if (fields.value("decision") == null) {
        fields.missing("decision");
      }
      String actor = fields.text("actor");
      String comment = fields.text("comment");
      BodyFields.check(errors);
      Decision decision = APPROVE.equals(word) ? Decision.APPROVED : Decision.REJECTED;
      DecisionRequest request = new DecisionRequest(run, proposal, decision, actor, comment);
      return JobResult.object(ProposalJson.of(proposals.decide(caller, request).join()).bytes());
    }
  }
}
