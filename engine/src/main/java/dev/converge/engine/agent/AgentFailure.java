package dev.converge.engine.agent;

import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.ModelCall;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An agent has no usable answer.
public final class AgentFailure extends Exception {
  private static final long serialVersionUID = 1L;
  private final FailureKind kind;
  private final transient @Nullable Duration retryAfter;
  private final transient List<ModelCall> calls;

  /// @param kind why
  /// @param message for people; for a malformed answer, what is wrong with it
  /// @param retryAfter what the provider asked to be waited, or `null`
  /// @param calls model calls made all the same; they are journaled and paid for
  public AgentFailure(
      FailureKind kind, String message, @Nullable Duration retryAfter, List<ModelCall> calls) {
    super(message);
    this.kind = kind;
    this.retryAfter = retryAfter;
    this.calls = List.copyOf(calls);
  }

  /// Why.
  public FailureKind kind() {
    return kind;
  }

  /// What the provider asked to be waited, or `null`.
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /// Model calls made all the same.
  public List<ModelCall> calls() {
    return calls;
  }
}
