package dev.converge.llm.recording;

import dev.converge.core.budget.ModelCall;
import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import dev.converge.llm.model.AnswerJson;
import dev.converge.llm.model.ModelAnswer;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeMap;

/// Answers that models gave, by the hash of the request. Thread-safe.
public interface Recordings {
  /// The recorded answer to a request: the one that was answered, if any was; else the last.
  Optional<Recording> find(String requestHash);

  /// None.
  static Recordings none() {
    return _ -> Optional.empty();
  }

  /// Those of calls that a run made, as its events have them, in their order. Calls that found
  /// nobody are no answers.
  static Recordings of(Collection<ModelCall> calls) {
    TreeMap<String, Recording> found = new TreeMap<>();
    for (ModelCall call : calls) {
      Recording.of(call)
          .ifPresent(recording ->
              found.merge(call.requestHash(), recording, (a, b) -> a.answered() ? a : b));
    }
    return hash -> Optional.ofNullable(found.get(hash));
  }

  /// One recorded answer.
  ///
  /// @param provider who gave it
  /// @param model which model
  /// @param answer whole
  record Recording(String provider, String model, ModelAnswer answer) {
    boolean answered() {
      return answer instanceof ModelAnswer.Answered;
    }

    /// The recording of a call; nothing if nobody answered or the record cannot be read.
    public static Optional<Recording> of(ModelCall call) {
      String response = call.response();
      if (response == null) {
        return Optional.empty();
      }
      try {
        ModelAnswer answer = AnswerJson.read((Json.Obj) Json.parse(response));
        return answer instanceof ModelAnswer.Unavailable
            ? Optional.empty()
            : Optional.of(new Recording(call.provider(), call.model(), answer));
      } catch (JsonException | IllegalArgumentException | ClassCastException _) {
        return Optional.empty();
      }
    }
  }
}
