package dev.converge.engine;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/// Erases what jobs and their events say. The journal's own rule stays: nothing else of an event
/// ever changes. Thread-safe.
public interface ErasureStore {
  /// Erases a job's content, all or none, and says so once that is durable: the job as submitted,
  /// and the content and salt of every event of every run; see [dev.converge.core.Chain#erase].
  /// `done` is called as by [Journal#append].
  void erase(String jobId, Erasure erasure, Consumer<EraseResult> done);

  /// Jobs that could be erased, in the order in which they were stored: created before a time,
  /// every run final, not erased yet. Blocks for I/O.
  ///
  /// @param limit from 1 to [JobStore#MAX_PAGE]
  List<String> erasable(Instant createdBefore, int limit);

  /// What became of an erasure.
  sealed interface EraseResult {
    /// It is erased.
    ///
    /// @param erasure this one, or the one before that did it
    record Erased(Erasure erasure) implements EraseResult {}

    /// A run goes on; nothing was erased.
    record Unfinished(String runId) implements EraseResult {}

    /// There is no such job.
    record NoSuchJob() implements EraseResult {}

    /// The store could not; nothing was erased, and trying again may help.
    record Unavailable(String message) implements EraseResult {}
  }
}
