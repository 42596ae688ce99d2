package dev.converge.engine.store;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/// Erases the content of jobs and their events, and removes expired jobs. The journal's own rule
/// remains: nothing else of an event ever changes. Thread-safe.
public interface ErasureStore {
  /// Erases a job's content atomically and reports it once it is durable: the submitted job, and
  /// the content and salt of every event of every run; see [dev.converge.core.Chain#erase]. `done`
  /// is called as by [Journal#append].
  void erase(String jobId, Erasure erasure, Consumer<EraseResult> done);

  /// Jobs whose content can be erased, in the order in which they were stored: created before a
  /// time, every run final, not erased yet. Blocks for I/O.
  ///
  /// @param limit from 1 to [JobStore#MAX_PAGE]
  List<String> erasable(Instant createdBefore, int limit);

  /// Removes jobs completely: the jobs, their runs and events, and their idempotency keys. All jobs
  /// of a call are removed atomically, and this is reported once it is durable. A job is removed if
  /// it was created before a time, every run of it is final, and the last of them ended before that
  /// time. `done` is called as by [Journal#append].
  ///
  /// @param limit from 1 to [JobStore#MAX_PAGE]; a store can remove fewer at a time, but removes at
  ///   least one if there is one
  void remove(Instant endedBefore, int limit, Consumer<RemoveResult> done);

  /// The outcome of a removal.
  sealed interface RemoveResult {
    /// The jobs are removed.
    ///
    /// @param jobIds their ids; empty if there were none
    record Removed(List<String> jobIds) implements RemoveResult {
      /// Copies the ids.
      public Removed {
        jobIds = List.copyOf(jobIds);
      }
    }

    /// The store failed. Nothing was removed, and a retry may help.
    record Unavailable(String message) implements RemoveResult {}
  }

  /// The outcome of an erasure.
  sealed interface EraseResult {
    /// The content is erased.
    ///
    /// @param erasure this one, or the earlier one
    record Erased(Erasure erasure) implements EraseResult {}

    /// A run has not ended. Nothing was erased.
    record Unfinished(String runId) implements EraseResult {}

    /// The job does not exist.
    record NoSuchJob() implements EraseResult {}

    /// The store failed. Nothing was erased, and a retry may help.
    record Unavailable(String message) implements EraseResult {}
  }
}
