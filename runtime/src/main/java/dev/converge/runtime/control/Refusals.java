package dev.converge.runtime.control;

import dev.converge.core.Body;
import dev.converge.core.Outcome;
import dev.converge.core.RunState;
import dev.converge.core.json.Json;
import dev.converge.engine.ErrorCode;
import dev.converge.engine.Reply;
import dev.converge.runtime.events.Statuses;
import dev.converge.runtime.problems.FieldError;
import dev.converge.runtime.problems.Problem;
import dev.converge.runtime.problems.ProblemException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Inputs that a run does not take, as problems. Each says where the run stands.
final class Refusals {
  private Refusals() {}

  /// Fails if the input was refused.
  ///
  /// @throws ProblemException with the status of the run
  static void check(Reply reply) {
    check(reply, Optional.empty());
  }

  /// Fails if the input was refused; tells what was decided before on a proposal.
  ///
  /// @throws ProblemException with the status of the run
  static void check(Reply reply, Optional<Body.ApprovalDecided> before) {
    if (reply.outcome() instanceof Outcome.Refused(var code, var message)) {
      RunState state = reply.view().state();
      Json.Builder more = Json.object().put("run_status", Statuses.word(state.status()));
      before.ifPresent(decided ->
          more.put("decision", decided.decision().name().toLowerCase(Locale.ROOT))
              .put("decided_by", decided.actor()));
      Problem problem = Problem.of(code(code), message).withExtensions(more.build());
      throw new ProblemException(
          code == Outcome.Code.NO_SUCH_KEY
              ? problem.withErrors(List.of(new FieldError("/key", message)))
              : problem);
    }
  }

  private static ErrorCode code(Outcome.Code code) {
    return switch (code) {
      case NO_SUCH_PROPOSAL -> ErrorCode.PROPOSAL_NOT_FOUND;
      case DECIDED_OTHERWISE -> ErrorCode.DECIDED_OTHERWISE;
      case WRONG_STATUS -> ErrorCode.CONFLICT;
      case KEY_REUSED -> ErrorCode.KEY_REUSED;
      case NO_SUCH_KEY, INVALID -> ErrorCode.INVALID;
    };
  }
}
