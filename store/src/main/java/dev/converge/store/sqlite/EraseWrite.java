package dev.converge.store.sqlite;

import dev.converge.engine.store.Erasure;
import dev.converge.engine.store.ErasureStore.EraseResult;
import dev.converge.engine.store.JobStore.Run;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;

/// Erases the content of a job and of the events of its runs.
final class EraseWrite extends Write<EraseResult> {
  private final String jobId;
  private final Erasure erasure;

  EraseWrite(String jobId, Erasure erasure, Consumer<EraseResult> done) {
    super(erasure.because().length(), done);
    this.jobId = jobId;
    this.erasure = erasure;
  }

  @Override
  EraseResult apply(WriteSession session) throws SQLException {
    Statements statements = session.statements();
    JobRows.Place place = JobRows.place(statements, jobId);
    if (place == null) {
      return new EraseResult.NoSuchJob();
    }
    Optional<Erasure> before = ErasureRows.find(statements, place);
    if (before.isPresent()) {
      return new EraseResult.Erased(before.get());
    }
    for (Run run : RunRows.ofJob(statements, jobId)) {
      if (!run.head().status().isFinal()) {
        return new EraseResult.Unfinished(run.runId());
      }
      RunRows.Place stored = RunRows.place(statements, run.runId());
      if (stored != null) {
        JournalRows.erase(session, stored);
        RunRows.erase(statements, stored);
      }
    }
    JobRows.erase(statements, place, erasure);
    ProposalRows.forget(statements, place.jobNo());
    KeyRows.forget(statements, place.jobNo());
    ErasureRows.insert(statements, place, erasure);
    return new EraseResult.Erased(erasure);
  }

  @Override
  boolean erases() {
    return true;
  }

  @Override
  EraseResult unavailable(String message) {
    return new EraseResult.Unavailable(message);
  }
}
