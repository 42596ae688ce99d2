package dev.converge.core;

import dev.converge.core.decision.RequestKey;
import dev.converge.core.status.Outcome;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Requests that a run took and that count once.
final class TakenRequests {
  private TakenRequests() {}

  /// What is answered to a request that a run took before under this key, or whose key is none;
  /// empty for a request that is new.
  ///
  /// @param what was asked for
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

  /// Remembers a request that a run took.
  static void note(RunState state, @Nullable RequestKey request) {
    if (request != null) {
      TreeMap<String, String> requests = new TreeMap<>(state.requests);
      requests.put(request.key(), request.fingerprint());
      state.requests = requests;
    }
  }
}
