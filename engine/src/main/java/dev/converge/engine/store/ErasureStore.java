package dev.converge.engine.store;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/// Erases what jobs and their events say, and removes jobs that are not kept any longer. The
/// journal's own rule stays: nothing else of an event ever changes. Thread-safe.
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

  /// Removes jobs whole: the jobs, their runs and events, and their idempotency keys. All of one
  /// call go together or none, and it is said once that is durable. A job goes if it was created
  /// before a time, every run of it is final, and the last of them ended before that time. `done`
  /// is called as by [Journal#append].
  ///
  /// @param limit from 1 to [JobStore#MAX_PAGE]; a store may remove fewer at a time, but at least
  ///   one if there is one
  void remove(Instant endedBefore, int limit, Consumer<RemoveResult> done);

  /// What became of a removal.
  sealed interface RemoveResult {
    /// They are removed.
    ///
    /// @param jobIds which; none if there was none
    record Removed(List<String> jobIds) implements RemoveResult {
      /// Copies the ids.
      public Removed {
        jobIds = List.copyOf(jobIds);
      }
    }

    /// The store could not; nothing was removed, and trying again may help.
    record Unavailable(String message) implements RemoveResult {}
  }

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
