package dev.converge.core;

import dev.converge.core.decision.RequestKey;
import dev.converge.core.status.Outcome;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The requests that a run accepted and that count once.
final class TakenRequests {
  private TakenRequests() {}

  /// The response to a request that the run accepted before under this key, or whose key is
  /// invalid; empty for a new request.
  ///
  /// @param what the operation
  static Optional<Outcome> before(RunState state, @Nullable RequestKey request, String what) {
    if (request == null) {
      return Optional.empty();
    }
    Optional<String> problem = request.problem();
    if (problem.isPresent()) {
      return Optional.of(new Outcome.Refused(Outcome.Code.INVALID, problem.get()));
    }
    String before = state.requests.get(request.key());
    if (before == null) {
      return Optional.empty();
    }
    return Optional.of(
        before.equals(request.fingerprint())
            ? new Outcome.Unchanged()
            : new Outcome.Refused(
                Outcome.Code.KEY_REUSED,
                "the idempotency key was used for another " + what + " of this run"));
  }

  /// Records a request that the run accepted.
  static void note(RunState state, @Nullable RequestKey request) {
    if (request != null) {
      TreeMap<String, String> requests = new TreeMap<>(state.requests);
      requests.put(request.key(), request.fingerprint());
      state.requests = requests;
    }
  }
}
