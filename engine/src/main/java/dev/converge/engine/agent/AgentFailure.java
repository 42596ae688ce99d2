package dev.converge.engine.agent;

import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.ModelCall;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Thrown if an agent has no usable answer.
public final class AgentFailure extends Exception {
  private static final long serialVersionUID = 1L;
  private final FailureKind kind;
  private final transient @Nullable Duration retryAfter;
  private final transient List<ModelCall> calls;

  /// @param kind of failure
  /// @param message for people; for a malformed answer, what is wrong with it
  /// @param retryAfter the retry delay that the provider requested, or `null`
  /// @param calls model calls that were made nevertheless; they are journaled and paid for
  public AgentFailure(
      FailureKind kind, String message, @Nullable Duration retryAfter, List<ModelCall> calls) {
    super(message);
    this.kind = kind;
    this.retryAfter = retryAfter;
    this.calls = List.copyOf(calls);
  }

  /// The kind of failure.
  public FailureKind kind() {
    return kind;
  }

  /// The retry delay that the provider requested, or `null`.
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /// Model calls that were made nevertheless.
  public List<ModelCall> calls() {
    return calls;
  }
}
