package dev.converge.runtime.operations;

import dev.converge.core.Body;
import dev.converge.core.Input;
import dev.converge.core.status.Outcome;
import dev.converge.engine.Engine;
import dev.converge.engine.Reply;
import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.operations.field.FieldError;
import dev.converge.runtime.operations.field.OperationException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Sends inputs to runs, and turns refusals into errors.
final class RunInputs {
  private final Engine engine;

  RunInputs(Engine engine) {
    this.engine = engine;
  }

  /// Sends an input.
  ///
  /// @return fails with an [OperationException] if the run refuses the input
  CompletableFuture<Reply> send(String runId, Input input) {
    return engine.send(runId, input).thenApply(reply -> accepted(reply, input));
  }

  private static Reply accepted(Reply reply, Input input) {
    return switch (reply.outcome()) {
      case Outcome.Accepted _, Outcome.Unchanged _ -> reply;
      case Outcome.Refused(var code, var message) ->
          throw OperationException.refused(
              errorCode(code),
              message,
              fields(code, message, input),
              reply.view().state().status(),
              earlier(reply, input).orElse(null));
    };
  }

  /// The members of the request that the core refuses.
  private static List<FieldError> fields(Outcome.Code code, String message, Input input) {
    if (input instanceof Input.Continued continued) {
      return ContinueRequest.blamed(continued, code, message);
    }
    return code == Outcome.Code.NO_SUCH_KEY ? List.of(new FieldError("/key", message)) : List.of();
  }

  private static Optional<Body.ApprovalDecided> earlier(Reply reply, Input input) {
    return input instanceof Input.Decided decided
        ? reply.view().state().decision(decided.proposalId())
        : Optional.empty();
  }

  private static ErrorCode errorCode(Outcome.Code code) {
    return switch (code) {
      case NO_SUCH_PROPOSAL -> ErrorCode.PROPOSAL_NOT_FOUND;
      case DECIDED_OTHERWISE -> ErrorCode.DECIDED_OTHERWISE;
      case WRONG_STATUS -> ErrorCode.CONFLICT;
      case NOT_ALLOWED -> ErrorCode.FORBIDDEN;
      case KEY_REUSED -> ErrorCode.KEY_REUSED;
      case NO_SUCH_KEY, INVALID -> ErrorCode.INVALID;
    };
  }
}
