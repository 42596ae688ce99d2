package dev.converge.core;

import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.budget.Quote;
import dev.converge.core.decision.Returned;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An agent of the current cycle.
///
/// @param index of the agent in the program
/// @param attempt the current one; 0 before the first
/// @param repairs attempts that were made only because an answer broke its form or contract
/// @param uncounted attempts that do not count, because an outage of a provider or a halt of the
///   run ended them
/// @param since start of the outage that the last attempt met, moved forward by the time in which
///   the run did not ask, or `null`
/// @param retryAt when it is called again, while in [Phase#BACKOFF]
/// @param violations what was wrong with the previous answer
/// @param proposals of its answer
/// @param sent requests to models whose outcomes are unknown
/// @param returned proposals to revise; empty if it runs as usual
record Active(
    int index,
    Phase phase,
    int attempt,
    int repairs,
    int uncounted,
    @Nullable Instant since,
    @Nullable Quote quote,
    @Nullable Instant retryAt,
    List<String> violations,
    GrowingList<Body.ProposalMade> proposals,
    List<ModelCall> sent,
    List<Returned> returned) {

  enum Phase {
    CHOSEN,
    ASKED,
    BACKOFF,
    ANSWERED,
    FAILED
  }

  static Active chosen(int index, List<Returned> returned) {
    return new Active(
        index,
        Phase.CHOSEN,
        0,
        0,
        0,
        null,
        null,
        null,
        List.of(),
        GrowingList.empty(),
        List.of(),
        returned);
  }

  /// Attempts that count.
  int used() {
    return attempt - uncounted;
  }

  boolean open() {
    return phase != Phase.ANSWERED && phase != Phase.FAILED;
  }

  /// Whether it waits for a provider that is unavailable.
  boolean waits() {
    return phase == Phase.BACKOFF && since != null;
  }

  Active asked(Body.AgentStarted body, Instant at) {
    Instant began = since;
    if (began != null && retryAt != null && at.isAfter(retryAt)) {
      began = began.plus(Duration.between(retryAt, at));
    }
    return new Active(
        index,
        Phase.ASKED,
        body.attempt(),
        repairs,
        uncounted,
        began,
        body.quote(),
        null,
        body.violations(),
        proposals,
        List.of(),
        returned);
  }

  /// A request is about to be sent.
  Active sends(ModelCall call) {
    return withSent(Applier.plus(sent, call));
  }

  /// The outcome of a request is known: of equal requests, the oldest.
  Active settles(ModelCall call) {
    for (int i = 0; i < sent.size(); i++) {
      if (same(sent.get(i), call)) {
        List<ModelCall> left = new ArrayList<>(sent);
        left.remove(i);
        return withSent(List.copyOf(left));
      }
    }
    return this;
  }

  static boolean same(ModelCall sent, ModelCall call) {
    return sent.provider().equals(call.provider())
        && sent.model().equals(call.model())
        && sent.requestHash().equals(call.requestHash());
  }

  private Active withSent(List<ModelCall> calls) {
    return with(since, proposals, calls);
  }

  /// The run paused itself for an outage: afterwards, the agent can wait for the full time again.
  Active patientAgain() {
    return with(null, proposals, sent);
  }

  /// The run halted while the agent was at work, and was continued: the agent is called again at
  /// once. Its earlier answers are kept.
  ///
  /// @param again whether it is called again although it failed
  Active reopened(Instant at, boolean again) {
    if (phase != Phase.ASKED && !again) {
      return patientAgain();
    }
    return new Active(
        index,
        Phase.BACKOFF,
        attempt,
        repairs,
        uncounted + (phase == Phase.ASKED ? 1 : 0),
        null,
        quote,
        at,
        violations,
        proposals,
        List.of(),
        returned);
  }

  Active answered() {
    return new Active(
        index,
        Phase.ANSWERED,
        attempt,
        repairs,
        uncounted,
        null,
        null,
        null,
        List.of(),
        proposals,
        List.of(),
        returned);
  }

  Active failed(Body.AgentFailed body, Instant at) {
    boolean again = body.retryAt() != null;
    boolean outage = body.kind() == FailureKind.OUTAGE;
    return new Active(
        index,
        again ? Phase.BACKOFF : Phase.FAILED,
        attempt,
        repairs + (body.kind().repairable() ? 1 : 0),
        uncounted + (outage ? 1 : 0),
        !outage ? null : since == null ? at : since,
        again || outage ? quote : null,
        body.retryAt(),
        body.violations(),
        proposals,
        List.of(),
        returned);
  }

  Active proposes(Body.ProposalMade made) {
    return with(since, proposals.with(made), sent);
  }

  private Active with(
      @Nullable Instant from, GrowingList<Body.ProposalMade> made, List<ModelCall> calls) {
    return new Active(
        index,
        phase,
        attempt,
        repairs,
        uncounted,
        from,
        quote,
        retryAt,
        violations,
        made,
        calls,
        returned);
  }
}
