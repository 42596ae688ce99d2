package dev.converge.engine.store;

import dev.converge.engine.error.ConvergeException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// Inputs from outside to runs that another engine owns. The engine that received an input posts
/// it. The owner takes it and stores its outcome together with the events, see
/// [Journal#append(String, long, List, Journal.RunHead, List, Consumer)]. Then the poster is
/// notified. If an owner leaves an input unanswered, the next owner takes it. Thread-safe.
public interface InputBox {
  /// How long a posted input is kept.
  Duration KEPT = Duration.ofMinutes(1);

  /// A posted input.
  ///
  /// @param inputId used once
  /// @param input canonical JSON
  record Posted(String inputId, String runId, String input) {}

  /// The outcome of a posted input.
  ///
  /// @param outcome canonical JSON
  record Answered(String inputId, String outcome) {}

  /// The response to a poster.
  sealed interface PostResult {
    /// The owner has answered.
    ///
    /// @param outcome from the owner
    record Taken(String outcome) implements PostResult {}

    /// The input could not be posted, so nobody will see it.
    record Unavailable(String message) implements PostResult {}
  }

  /// Posts an input. Never blocks for I/O.
  ///
  /// @param done called once, as by [Journal#append]; never if nobody answers
  void post(Posted posted, Consumer<PostResult> done);

  /// Stops waiting: the poster is no longer notified, and an input that nobody has taken is removed
  /// if possible. Never blocks for I/O.
  void withdraw(String inputId);

  /// Sets the listener for inputs to runs that this engine owns. Called once, before any are taken.
  ///
  /// @param told receives the id of a run, at least once after an input to it was posted; called on
  ///   a thread of the store, and must be quick
  void whenPosted(Consumer<String> told);

  /// The inputs to a run that were posted within [#KEPT] and are not answered, oldest first. Blocks
  /// for I/O.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if the store cannot be read
  List<Posted> open(String runId);

  /// Stores the outcomes of inputs that led to no events. Never blocks for I/O. If this is lost,
  /// the input is taken again.
  void answer(List<Answered> answers);
}
