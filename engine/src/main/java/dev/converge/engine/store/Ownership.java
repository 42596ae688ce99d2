package dev.converge.engine.store;

import dev.converge.engine.error.ConvergeException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/// Which of the engines that work on one store drives a run: its owner. A run has one owner or
/// none. Whoever creates a run, or appends to one that nobody owns, owns it from then on; an append
/// to a run that another engine owns is a conflict. Final runs need no owner. Thread-safe.
public interface Ownership {
  /// Makes a run this engine's, unless another engine owns it. Comes after all that was handed over
  /// before for the same run. Blocks for I/O.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if the store cannot be asked, or if this engine
  ///   is no member now
  Claim claim(String runId);

  /// What became of a claim.
  sealed interface Claim {
    /// This engine owns the run, since now or since before, and nobody else can append to it.
    ///
    /// @param run as it is stored
    record Mine(JobStore.Run run) implements Claim {}

    /// Another engine owns the run.
    record Elsewhere() implements Claim {}

    /// The run is over.
    record Final(JobStore.Run run) implements Claim {}

    /// It was never stored.
    record NoSuchRun() implements Claim {}
  }

  /// Makes runs this engine's that must be driven and that nobody owns, or whose owners are not
  /// members any more: those that are not final and whose time has come (see [JobStore.Due]),
  /// earliest first. Runs that this engine owns already are among them. Blocks for I/O.
  ///
  /// @param after continue after this one
  /// @param now up to which time
  /// @param limit from 1 to [JobStore#MAX_PAGE]
  /// @return at most that many, all of them this engine's; none if there are no more after it
  /// @throws ConvergeException as [#claim] does
  List<JobStore.Due> claimDue(JobStore.Due after, Instant now, int limit);

  /// Gives up runs: others may claim them at once. What this engine does not own is left alone.
  /// Handed over like a write, after the appends that were handed over before; never blocks for
  /// I/O, and never throws. If it is lost, the runs stay this engine's, and its next [#claimDue]
  /// returns those that must be driven.
  void release(Collection<String> runIds);
}
