package dev.converge.core;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An agent of the cycle that is under way.
///
/// @param index of the agent in the program
/// @param attempt the current one, 0 before the first
/// @param repairs attempts made only because an answer broke its form or contract
/// @param retryAt when it is asked again, while in [Phase#BACKOFF]
/// @param violations what was wrong with the answer before
/// @param proposals of its answer
record Active(
    int index,
    Phase phase,
    int attempt,
    int repairs,
    @Nullable Quote quote,
    @Nullable Instant retryAt,
    List<String> violations,
    Vec<Body.ProposalMade> proposals) {

  enum Phase {
    CHOSEN,
    ASKED,
    BACKOFF,
    ANSWERED,
    FAILED
  }

  static Active chosen(int index) {
    return new Active(index, Phase.CHOSEN, 0, 0, null, null, List.of(), Vec.empty());
  }

  boolean open() {
    return phase != Phase.ANSWERED && phase != Phase.FAILED;
  }

  Active asked(Body.AgentStarted body) {
    return new Active(
        index,
        Phase.ASKED,
        body.attempt(),
        repairs,
        body.quote(),
        null,
        body.violations(),
        proposals);
  }

  Active answered() {
    return new Active(index, Phase.ANSWERED, attempt, repairs, null, null, List.of(), proposals);
  }

  Active failed(Body.AgentFailed body) {
    boolean again = body.retryAt() != null;
    return new Active(
        index,
        again ? Phase.BACKOFF : Phase.FAILED,
        attempt,
        repairs + (body.kind().repairable() ? 1 : 0),
        again ? quote : null,
        body.retryAt(),
        body.violations(),
        proposals);
  }

  Active proposes(Body.ProposalMade made) {
    return new Active(
        index, phase, attempt, repairs, quote, retryAt, violations, proposals.with(made));
  }
}
