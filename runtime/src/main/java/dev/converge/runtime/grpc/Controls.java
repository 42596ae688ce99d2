package dev.converge.runtime.grpc;

import dev.converge.core.Body;
import dev.converge.core.Budget;
import dev.converge.core.Chain;
import dev.converge.core.Decision;
import dev.converge.core.Input;
import dev.converge.core.Outcome;
import dev.converge.core.RequestKey;
import dev.converge.core.Sealed;
import dev.converge.core.json.Digest;
import dev.converge.core.json.Json;
import dev.converge.engine.ConvergeException;
import dev.converge.engine.Engine;
import dev.converge.engine.ErrorCode;
import dev.converge.engine.Feed;
import dev.converge.engine.Reply;
import dev.converge.engine.RunView;
import dev.converge.proto.ApproveProposalRequest;
import dev.converge.proto.CancelJobRequest;
import dev.converge.proto.PauseRunRequest;
import dev.converge.proto.RejectProposalRequest;
import dev.converge.proto.ResumeRunRequest;
import dev.converge.proto.SubmitObservationRequest;
import dev.converge.proto.UpdateBudgetRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What clients do to runs. Every method blocks until what it did is durable, and returns the run
/// after it; a [ConvergeException] or a [FieldException] says why it was not done.
final class Controls {
  /// Characters of an actor's name.
  static final int MAX_ACTOR = 200;

  /// Characters of a reason.
  static final int MAX_REASON = 2_000;

  /// Characters of a comment on a decision.
  static final int MAX_COMMENT = 10_000;

  private final Engine engine;
  private final Found found;

  Controls(Engine engine, Found found) {
    this.engine = engine;
    this.found = found;
  }

  /// A text, or `null` if it is empty.
  private static @Nullable String bounded(String field, String text, int most) {
    if (text.length() > most) {
      throw new FieldException(
          field, text.length() + " characters (expected: at most " + most + ")");
    }
    return text.isEmpty() ? null : text;
  }

  private static String actor(Caller caller, String claimed) {
    bounded("actor", claimed, MAX_ACTOR);
    return caller.actor(claimed);
  }

  RunView cancel(Caller caller, CancelJobRequest request) {
    RunInfo run = found.runOf(caller.tenant(), request.getJobId(), request.getRunId());
    String actor = actor(caller, request.getActor());
    String reason = bounded("reason", request.getReason(), MAX_REASON);
    return send(run, new Input.Cancelled(actor, reason, engine.now()));
  }

  RunView pause(Caller caller, PauseRunRequest request) {
    RunInfo run = found.run(caller.tenant(), request.getRunId());
    String actor = actor(caller, request.getActor());
    String reason = bounded("reason", request.getReason(), MAX_REASON);
    return send(run, new Input.Paused(actor, reason, engine.now()));
  }

  RunView resume(Caller caller, ResumeRunRequest request) {
    RunInfo run = found.run(caller.tenant(), request.getRunId());
    String actor = actor(caller, request.getActor());
    return send(run, new Input.Resumed(actor, engine.now()));
  }

  RunView approve(Caller caller, ApproveProposalRequest request) {
    RunInfo run = found.run(caller.tenant(), request.getRunId());
    String comment = bounded("comment", request.getComment(), MAX_COMMENT);
    String actor = actor(caller, request.getActor());
    return decide(caller, run, request.getProposalId(), Decision.APPROVED, actor, comment);
  }

  RunView reject(Caller caller, RejectProposalRequest request) {
    RunInfo run = found.run(caller.tenant(), request.getRunId());
    String comment = bounded("reason", request.getReason(), MAX_COMMENT);
    String actor = actor(caller, request.getActor());
    return decide(caller, run, request.getProposalId(), Decision.REJECTED, actor, comment);
  }

  private RunView decide(
      Caller caller,
      RunInfo run,
      String proposal,
      Decision decision,
      String actor,
      @Nullable String comment) {
    Found.required("proposal_id", proposal);
    String id = proposalId(run, proposal);
    return send(
        run, new Input.Decided(id, decision, actor, caller.asserted(), comment, engine.now()));
  }

  /// A proposal may be named by an entry about it, too.
  private String proposalId(RunInfo run, String named) {
    String prefix = Messages.entryId(run.runId(), 0).replaceAll("0$", "");
    if (!named.startsWith(prefix)) {
      return named;
    }
    long sequence;
    try {
      sequence = Long.parseLong(named.substring(prefix.length()));
    } catch (NumberFormatException _) {
      return named;
    }
    if (sequence < 1 || sequence > engine.view(run.runId()).state().sequence()) {
      return named;
    }
    try (Feed feed = engine.feed(run.runId(), sequence - 1)) {
      List<Sealed> page = feed.next(1, 1);
      return page.isEmpty() ? named : subject(page.getFirst(), named);
    }
  }

  private static String subject(Sealed event, String otherwise) {
    return switch (Chain.read(event.json()).body()) {
      case Body.ProposalMade made -> made.id();
      case Body.ObservationReceived received -> received.proposalId();
      case Body.ApprovalRequested requested -> requested.proposalId();
      case Body.ApprovalDecided decided -> decided.proposalId();
      default -> otherwise;
    };
  }

  RunView observe(Caller caller, SubmitObservationRequest request) {
    RunInfo run = found.run(caller.tenant(), request.getRunId());
    Found.required("key", request.getKey());
    Content content =
        Content.of(
            request.getPayload(),
            "payload",
            request.hasTargetTruthId() ? request.getTargetTruthId() : null);
    return send(
        run,
        new Input.Observed(
            request.getKey(),
            null,
            content.text(),
            content.data(),
            actor(caller, request.getActor()),
            caller.asserted(),
            key(request, content),
            engine.now()));
  }

  /// The same as over HTTP for the same observation.
  private static @Nullable RequestKey key(SubmitObservationRequest request, Content content) {
    if (request.getIdempotencyKey().isEmpty()) {
      return null;
    }
    Json.Builder said = Json.object().put("key", request.getKey()).put("content", content.text());
    Json.Obj data = content.data();
    if (data != null) {
      said.put("data", data);
    }
    return new RequestKey(request.getIdempotencyKey(), Digest.of(said.build()));
  }

  RunView budget(Caller caller, UpdateBudgetRequest request) {
    RunInfo run = found.run(caller.tenant(), request.getRunId());
    Budget now = engine.view(run.runId()).state().budget();
    Budget changed = Budgets.over(now, request.getBudget(), "budget");
    String actor = actor(caller, request.getActor());
    return send(run, new Input.BudgetChanged(changed, actor, engine.now()));
  }

  private RunView send(RunInfo run, Input input) {
    Reply reply = engine.send(run.runId(), input).join();
    return switch (reply.outcome()) {
      case Outcome.Accepted _, Outcome.Unchanged _ -> reply.view();
      case Outcome.Refused(var code, var message) ->
          throw new ConvergeException(errorCode(code), message);
    };
  }

  private static ErrorCode errorCode(Outcome.Code code) {
    return switch (code) {
      case NO_SUCH_PROPOSAL -> ErrorCode.PROPOSAL_NOT_FOUND;
      case DECIDED_OTHERWISE -> ErrorCode.DECIDED_OTHERWISE;
      case WRONG_STATUS -> ErrorCode.CONFLICT;
      case KEY_REUSED -> ErrorCode.KEY_REUSED;
      case NO_SUCH_KEY, INVALID -> ErrorCode.INVALID;
    };
  }
}
