package dev.converge.engine.store;

import dev.converge.engine.error.ConvergeException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// Inputs from outside to runs that another engine owns. Whoever was asked posts the input; the
/// owner takes it and stores what became of it together with the events, see
/// [Journal#append(String, long, List, Journal.RunHead, List, Consumer)]; then whoever posted it is
/// told. An input that its owner leaves unanswered is taken by the next one. Thread-safe.
public interface InputBox {
  /// For how long an input waits to be taken.
  Duration KEPT = Duration.ofMinutes(1);

  /// An input that was posted.
  ///
  /// @param inputId used once
  /// @param input canonical JSON
  record Posted(String inputId, String runId, String input) {}

  /// What became of a posted input.
  ///
  /// @param outcome canonical JSON
  record Answered(String inputId, String outcome) {}

  /// What a poster is told.
  sealed interface PostResult {
    /// The owner has answered.
    ///
    /// @param outcome as the owner gave it
    record Taken(String outcome) implements PostResult {}

    /// The input could not be posted, so nobody will see it.
    record Unavailable(String message) implements PostResult {}
  }

  /// Posts an input. Never blocks for I/O.
  ///
  /// @param done is told once, as by [Journal#append]; never if nobody answers
  void post(Posted posted, Consumer<PostResult> done);

  /// The poster waits no more: it is not told any more, and an input that nobody has taken is
  /// removed if that is possible. Never blocks for I/O.
  void withdraw(String inputId);

  /// Tells of inputs to runs that this engine owns; set once, before any are taken.
  ///
  /// @param told gets the id of a run, at least once after an input to it was posted; called on a
  ///   thread of the store, and must be quick
  void whenPosted(Consumer<String> told);

  /// The inputs to a run that were posted within [#KEPT] and are not answered, oldest first; blocks
  /// for I/O.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if the store cannot be read
  List<Posted> open(String runId);

  /// Stores what became of inputs that led to no events. Never blocks for I/O; if it is lost, the
  /// input is taken again.
  void answer(List<Answered> answers);
}
