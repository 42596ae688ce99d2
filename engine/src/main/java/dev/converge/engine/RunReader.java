package dev.converge.engine;

import dev.converge.core.Explain;
import dev.converge.core.status.Status;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.feed.Feed;
import dev.converge.engine.feed.Topics;
import dev.converge.engine.run.RunView;
import dev.converge.engine.run.StoredRuns;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.Membership;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Shows runs, wherever they are driven. Thread-safe. Can wait for the store.
final class RunReader {
  private final Journal journal;
  private final StoredRuns stored;
  private final DrivenRuns driven;
  private final FinishedRuns finished;
  private final Topics topics;
  private final Membership membership;

  RunReader(
      Journal journal,
      StoredRuns stored,
      DrivenRuns driven,
      FinishedRuns finished,
      Topics topics,
      Membership membership) {
    this.journal = journal;
    this.stored = stored;
    this.driven = driven;
    this.finished = finished;
    this.topics = topics;
    this.membership = membership;
  }

  /// Whether another server may drive a run that is not driven here.
  boolean mayGoOnElsewhere() {
    return !membership.members().isEmpty();
  }

  /// The current state of a run.
  ///
  /// @throws ConvergeException as [Engine#view] does
  RunView view(String runId) {
    RunLoop run = known(runId);
    return run != null ? run.view() : stored.load(runId).view();
  }

  /// The state of a run.
  Status status(String runId) {
    RunLoop run = driven(runId);
    return run != null ? run.view().state().status() : stored.run(runId).head().status();
  }

  /// A run that is driven here, and certainly nowhere else.
  private @Nullable RunLoop driven(String runId) {
    RunLoop run = driven.get(runId);
    return run != null && membership.member() ? run : null;
  }

  private @Nullable RunLoop known(String runId) {
    RunLoop run = driven(runId);
    return run != null ? run : over(runId);
  }

  /// An ended run that is kept in memory, unless another server has continued or erased it.
  private @Nullable RunLoop over(String runId) {
    RunLoop kept = finished.get(runId);
    if (kept == null || !mayGoOnElsewhere()) {
      return kept;
    }
    if (stored.keptRun(runId).sequence() == kept.view().state().sequence()) {
      return kept;
    }
    finished.leave(runId);
    return null;
  }

  /// Why each agent of a run ran or did not run, cycle by cycle.
  List<Explain.Cycle> explain(String runId) {
    return stored.explain(runId);
  }

  /// A cursor over a run's events.
  ///
  /// @throws ConvergeException as [Engine#feed] does
  Feed feed(String runId, long after) {
    RunLoop run = known(runId);
    if (run != null) {
      requirePosition(after, after > run.topic().last() ? last(runId, run) : run.topic().last());
      return new Feed(journal, runId, topics, run.topic(), after);
    }
    JobStore.Run found = stored.keptRun(runId);
    requirePosition(after, found.sequence());
    return found.head().status().isFinal()
        ? new Feed(journal, runId, null, null, after)
        : new Feed(journal, runId, topics, topics.find(runId), after);
  }

  /// A reader may come from a server that knows more than this one, which may have been considered
  /// dead without noticing it.
  private long last(String runId, RunLoop run) {
    return mayGoOnElsewhere() ? stored.keptRun(runId).sequence() : run.topic().last();
  }

  private static void requirePosition(long after, long last) {
    if (after < 0 || after > last) {
      throw new ConvergeException(
          ErrorCode.BAD_CURSOR, "cursor: " + after + " (expected: 0 to " + last + ")");
    }
  }
}
