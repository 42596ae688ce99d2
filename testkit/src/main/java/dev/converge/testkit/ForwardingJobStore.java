package dev.converge.testkit;

import dev.converge.engine.listing.ProposalStore;
import dev.converge.engine.store.JobStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Has another store read.
abstract class ForwardingJobStore implements JobStore {
  /// The store that is read; called for each reading.
  abstract JobStore read();

  @Override
  public Optional<CreateResult> keyed(String tenant, IdempotencyKey key) {
    return read().keyed(tenant, key);
  }

  @Override
  public Optional<Job> job(String tenant, String jobId) {
    return read().job(tenant, jobId);
  }

  @Override
  public Optional<Job> jobOfRun(String runId) {
    return read().jobOfRun(runId);
  }

  @Override
  public Optional<Run> run(String runId) {
    return read().run(runId);
  }

  @Override
  public List<Run> runs(String jobId) {
    return read().runs(jobId);
  }

  @Override
  public List<Run> unfinished(String afterRunId, int limit) {
    return read().unfinished(afterRunId, limit);
  }

  @Override
  public List<Due> due(Due after, int limit) {
    return read().due(after, limit);
  }

  @Override
  public long resting() {
    return read().resting();
  }

  @Override
  public List<Pinned> pinned() {
    return read().pinned();
  }

  @Override
  public List<Listed> list(Query query) {
    return read().list(query);
  }

  @Override
  public List<Tally> tally(String tenant, Instant since) {
    return read().tally(tenant, since);
  }

  @Override
  public List<Stored> stored(@Nullable String tenant) {
    return read().stored(tenant);
  }

  @Override
  public List<ProposalStore.Listed> proposals(ProposalStore.Query query) {
    return read().proposals(query);
  }
}
