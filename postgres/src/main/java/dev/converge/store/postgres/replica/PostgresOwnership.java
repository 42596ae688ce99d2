package dev.converge.store.postgres.replica;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.JobStore.Due;
import dev.converge.engine.store.Ownership;
import dev.converge.store.RunColumns;
import dev.converge.store.postgres.replica.PostgresWrite.OwnResult;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// The ownership of runs. Claims and releases go through the lanes, so the fence keeps a replica
/// that was taken over from owning anything. Thread-safe.
///
/// @param replicaNo number of this replica
/// @param runs finds a run
public record PostgresOwnership(
    PostgresConnections connections,
    Lanes lanes,
    LongSupplier replicaNo,
    Function<String, Optional<JobStore.Run>> runs)
    implements Ownership {
  private static final String DUE =
      "SELECT run_id, run_no, wake_at, updated_at FROM run WHERE unfinished AND owner %s AND"
          + " wake_at <= ? AND (wake_at, run_no) > (?, ?) ORDER BY wake_at, run_no LIMIT ?";
  private static final String LEFT = DUE.formatted("IS NULL");
  private static final String MINE = DUE.formatted("= ?");
  private static final String CLAIM =
      "UPDATE run SET owner = ? FROM ("
          + LEFT
          + " FOR UPDATE SKIP LOCKED) AS free"
          + " WHERE run.run_no = free.run_no";

  @Override
  public Claim claim(String runId) {
    CompletableFuture<OwnResult> told = new CompletableFuture<>();
    lanes.submit(runId, new PostgresWrite.Own(runId, true, told::complete));
    OwnResult result = answer(told);
    if (result.unavailable() != null) {
      throw unavailable(result.unavailable());
    }
    Optional<JobStore.Run> run = runs.apply(runId);
    if (run.isEmpty()) {
      return new Claim.NoSuchRun();
    }
    if (run.get().head().status().isFinal()) {
      return new Claim.Final(run.get());
    }
    return result.mine() ? new Claim.Mine(run.get()) : new Claim.Elsewhere();
  }

  @Override
  public List<Due> claimDue(Due after, Instant now, int limit) {
    JobStore.requirePage(limit);
    if (connections.read(sql -> !due(sql, LEFT, now, after, 1).isEmpty())) {
      CompletableFuture<OwnResult> told = new CompletableFuture<>();
      lanes.submitAside(
          new PostgresWrite.Alone<>(
              0,
              (sql, laneNo) -> claim(sql, now, after, limit),
              message -> new OwnResult(false, message),
              told::complete));
      OwnResult result = answer(told);
      if (result.unavailable() != null) {
        throw unavailable(result.unavailable());
      }
    }
    long mine = replicaNo.getAsLong();
    return connections.read(sql -> due(sql, MINE, mine, now, after, limit));
  }

  private OwnResult claim(Sql sql, Instant now, Due after, int limit) throws SQLException {
    sql.update(
        CLAIM,
        replicaNo.getAsLong(),
        now.toEpochMilli(),
        after.at().toEpochMilli(),
        after.number(),
        limit);
    return new OwnResult(true, null);
  }

  private static List<Due> due(Sql sql, String query, Instant now, Due after, int limit)
      throws SQLException {
    return sql.all(
        RunColumns::due,
        query,
        now.toEpochMilli(),
        after.at().toEpochMilli(),
        after.number(),
        limit);
  }

  private static List<Due> due(Sql sql, String query, long owner, Instant now, Due after, int limit)
      throws SQLException {
    return sql.all(
        RunColumns::due,
        query,
        owner,
        now.toEpochMilli(),
        after.at().toEpochMilli(),
        after.number(),
        limit);
  }

  @Override
  public void release(Collection<String> runIds) {
    for (String runId : runIds) {
      lanes.submit(runId, new PostgresWrite.Own(runId, false, _ -> {}));
    }
  }

  private static OwnResult answer(CompletableFuture<OwnResult> told) {
    try {
      return told.orTimeout(PostgresLimits.CLAIM_PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof TimeoutException) {
        return new OwnResult(false, "the database did not say in time whether the run is free");
      }
      throw e;
    }
  }

  private static ConvergeException unavailable(String why) {
    return new ConvergeException(ErrorCode.UNAVAILABLE, "runs cannot be claimed now: " + why);
  }
}
