package dev.converge.engine.store;

import dev.converge.engine.error.ConvergeException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/// Which of the engines on one store drives a run: its owner. A run has one owner or none. An
/// engine that creates a run, or appends to one that nobody owns, becomes its owner. An append to a
/// run that another engine owns is a conflict. Final runs need no owner. Thread-safe.
public interface Ownership {
  /// Makes this engine the owner of a run, unless another engine owns it. Happens after everything
  /// that was submitted before for the same run. Blocks for I/O.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if the store cannot be read, or if this engine is
  ///   currently not a member
  Claim claim(String runId);

  /// The outcome of a claim.
  sealed interface Claim {
    /// This engine owns the run, newly or already, and nobody else can append to it.
    ///
    /// @param run as it is stored
    record Mine(JobStore.Run run) implements Claim {}

    /// Another engine owns the run.
    record Elsewhere() implements Claim {}

    /// The run has ended.
    record Final(JobStore.Run run) implements Claim {}

    /// The run does not exist.
    record NoSuchRun() implements Claim {}
  }

  /// Makes this engine the owner of runs that must be driven and that nobody owns, or whose owners
  /// have lost their membership: those that are not final and whose time has come (see
  /// [JobStore.Due]), earliest first. Includes runs that this engine already owns. Blocks for I/O.
  ///
  /// @param after continue after this one
  /// @param now latest time of the runs to claim
  /// @param limit from 1 to [JobStore#MAX_PAGE]
  /// @return at most that many runs, all owned by this engine; empty if there are no more
  /// @throws ConvergeException as [#claim] does
  List<JobStore.Due> claimDue(JobStore.Due after, Instant now, int limit);

  /// Gives up runs: others can claim them at once. Runs that this engine does not own are ignored.
  /// Submitted like a write, after the appends that were submitted before. Never blocks for I/O,
  /// and never throws. If this is lost, this engine still owns the runs, and its next [#claimDue]
  /// returns those that must be driven.
  void release(Collection<String> runIds);
}
