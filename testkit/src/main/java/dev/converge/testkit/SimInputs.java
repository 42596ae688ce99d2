package dev.converge.testkit;

import dev.converge.core.Input;
import dev.converge.core.Pending;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.decision.Roles;
import dev.converge.core.status.Status;
import dev.converge.engine.Reply;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// What people and clients of a [Simulation] send next.
final class SimInputs {
  private final Flow flow;
  private final SimWorld world;
  private final Optional<Function<RunState, Input>> visitor;
  private boolean returning;

  /// @param visitor what clients send from time to time, if anything
  SimInputs(Flow flow, SimWorld world, Optional<Function<RunState, Input>> visitor) {
    this.flow = flow;
    this.world = world;
    this.visitor = visitor;
  }

  /// Each proposal is returned as often as its gate allows, and decided then.
  void returning() {
    returning = true;
  }

  private boolean revisable(Pending pending) {
    Program program = flow.program();
    return returning
        && pending.revision() < program.gate(pending.gate()).revisions()
        && program
            .agent(pending.agent())
            .filter(spec -> spec.kind() == AgentSpec.Kind.LLM)
            .isPresent();
  }

  /// @param noRoom whether what was sent before could not be stored
  Input next(RunState state, Instant now, boolean noRoom) {
    if (noRoom) {
      // What the run waits for can never be stored, so whoever is asked for it gives up.
      return new Input.Cancelled("ann", null, now);
    }
    if (state.status() == Status.PAUSED && world.quiet()) {
      return new Input.Resumed("ann", now);
    }
    for (Pending pending : state.pending()) {
      if (world.quiet() && state.status() == Status.WAITING && pending.decision().isEmpty()) {
        return revisable(pending)
            ? new Input.Returned(pending.proposalId(), "ann", false, "say more", Roles.EVERY, now)
            : flow.decided(pending, now);
      }
    }
    return visitor.map(visitor -> visitor.apply(state)).orElseGet(() -> new Input.TimeReached(now));
  }

  /// Whether an input was refused because what it leads to has no room.
  static boolean noRoom(CompletableFuture<Reply> reply) {
    return reply.isCompletedExceptionally()
        && reply.exceptionNow() instanceof ConvergeException refused
        && refused.code() == ErrorCode.QUOTA_EXCEEDED;
  }
}
