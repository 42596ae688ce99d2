package dev.converge.store.postgres;

import dev.converge.core.event.Sealed;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.listing.ProposalStore;
import dev.converge.engine.store.AdminLog;
import dev.converge.engine.store.Erasure;
import dev.converge.engine.store.InputBox;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.KeyStore;
import dev.converge.engine.store.Replica;
import dev.converge.engine.store.ReplicaFigures;
import dev.converge.engine.store.TemplateStore;
import dev.converge.engine.store.UsageStore;
import dev.converge.engine.store.WebhookStore;
import dev.converge.store.EventRow;
import dev.converge.store.JournalPage;
import dev.converge.store.Store;
import dev.converge.store.StoreAddress;
import dev.converge.store.StoreOptions;
import dev.converge.store.postgres.replica.Lanes;
import dev.converge.store.postgres.replica.Notices;
import dev.converge.store.postgres.replica.PostgresConnections;
import dev.converge.store.postgres.replica.PostgresMembers;
import dev.converge.store.postgres.replica.PostgresOwnership;
import dev.converge.store.postgres.replica.PostgresWrite;
import dev.converge.store.postgres.replica.ReplicaRows;
import dev.converge.store.postgres.replica.Sql;
import dev.converge.store.postgres.replica.StoredRows;
import dev.converge.store.webhook.SqlWebhooks;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Journal, jobs and templates in a PostgreSQL database that several servers can share. It has many
/// methods because it implements all ports. Thread-safe.
final class PostgresStore implements Store {
  private final PostgresConnections connections;
  private final StoreOptions options;
  private final String durability;
  private final Lanes lanes;
  private final PostgresMembers members;
  private final Notices notices;
  private final PostgresParts parts;
  private final PostgresUpkeep upkeep;
  private volatile boolean closed;

  private PostgresStore(PostgresConnections connections, StoreOptions options, Sql sql)
      throws SQLException {
    this.connections = connections;
    this.options = options;
    this.durability = ReplicaRows.durability(sql, options.durability());
    this.lanes =
        new Lanes(connections, options, PostgresJobRows::keyed, this::hasOthers, this::lose);
    this.parts = new PostgresParts(lanes, connections);
    this.members = new PostgresMembers(connections, options, lanes);
    this.notices =
        new Notices(
            connections, lanes::submitAside, members::number, members::freed, members::changed);
    this.upkeep = new PostgresUpkeep(connections, members, options.clock());
    members.start();
    notices.start();
    upkeep.start();
  }

  /// Opens the store at an address, and joins the replicas that use it.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if the database cannot be reached, or needs a
  ///   later version
  static PostgresStore open(StoreAddress address, StoreOptions options) {
    PostgresConnections connections = new PostgresConnections(address, options.durability());
    Sql sql = null;
    try {
      sql = connections.starting();
      PostgresSchema.bring(sql, PostgresUpkeep.today(options.clock()));
      return new PostgresStore(connections, options, sql);
    } catch (SQLException e) {
      connections.close();
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE,
          "database "
              + address
              + ": cannot be opened: "
              + e.getMessage()
              + " (expected: a database of converge, or an empty one)",
          e);
    } catch (RuntimeException e) {
      connections.close();
      throw e;
    } finally {
      if (sql != null) {
        sql.close();
      }
    }
  }

  private boolean hasOthers() {
    return members.hasOthers();
  }

  private void lose(ReplicaRows.Seat seat, String why) {
    members.lose(seat, why);
  }

  @Override
  public TemplateStore templates() {
    return parts;
  }

  @Override
  public AdminLog adminLog() {
    return parts;
  }

  @Override
  public Optional<KeyStore> keys() {
    return Optional.of(parts);
  }

  @Override
  public WebhookStore webhooks() {
    return new SqlWebhooks(new PostgresWebhooks(lanes, connections));
  }

  @Override
  public UsageStore usage() {
    return new PostgresUsage(lanes, connections);
  }

  @Override
  public void append(
      String runId,
      long expectedSequence,
      List<Sealed> events,
      RunHead head,
      Consumer<AppendResult> done) {
    append(runId, expectedSequence, events, head, List.of(), done);
  }

  @Override
  public void append(
      String runId,
      long expectedSequence,
      List<Sealed> events,
      RunHead head,
      List<InputBox.Answered> answers,
      Consumer<AppendResult> done) {
    Journal.requireAppend(runId, expectedSequence, events);
    lanes.submit(
        runId,
        new PostgresWrite.Append(
            runId, expectedSequence, EventRow.of(events), head, answers, done));
  }

  @Override
  public List<Sealed> read(String runId, long after, int maxEvents, int maxBytes) {
    return connections.read(
        sql -> PostgresRunRows.events(sql, runId, new JournalPage(after, maxEvents, maxBytes)));
  }

  @Override
  public void create(
      Job job,
      List<Sealed> events,
      RunHead head,
      @Nullable IdempotencyKey key,
      Consumer<CreateResult> done) {
    Journal.requireNext(job.runId(), 0, events);
    Run run = new Run(job.runId(), job.jobId(), null, events.size(), head, job.createdAt());
    lanes.submit(
        job.runId(),
        new PostgresWrite.Create(
            lanes.number(),
            lanes.number(),
            job,
            run,
            EventRow.of(events),
            key,
            options.clock().millis(),
            done));
  }

  @Override
  public void createRun(
      String jobId,
      String runId,
      String replayOf,
      Instant createdAt,
      List<Sealed> events,
      RunHead head,
      Consumer<CreateResult> done) {
    Journal.requireNext(runId, 0, events);
    Run run = new Run(runId, jobId, replayOf, events.size(), head, createdAt);
    List<EventRow> rows = EventRow.of(events);
    long runNo = lanes.number();
    lanes.submit(
        runId,
        new PostgresWrite.Alone<CreateResult>(
            PostgresWrite.bytes(rows),
            (sql, laneNo) -> PostgresErasureRows.addRun(sql, laneNo, runNo, run, rows),
            CreateResult.Unavailable::new,
            done));
  }

  @Override
  public Optional<CreateResult> keyed(String tenant, IdempotencyKey key) {
    long now = options.clock().millis();
    return connections.read(sql -> PostgresJobRows.keyed(sql, tenant, key, now));
  }

  @Override
  public Optional<Job> job(String tenant, String jobId) {
    return connections.read(sql -> PostgresJobRows.find(sql, tenant, jobId));
  }

  @Override
  public Optional<Job> jobOfRun(String runId) {
    return connections.read(sql -> PostgresJobRows.ofRun(sql, runId));
  }

  @Override
  public Optional<Run> run(String runId) {
    return connections.read(sql -> PostgresRunRows.find(sql, runId));
  }

  @Override
  public List<Run> runs(String jobId) {
    return connections.read(sql -> PostgresRunRows.ofJob(sql, jobId));
  }

  @Override
  public List<Run> unfinished(String afterRunId, int limit) {
    JobStore.requirePage(limit);
    return connections.read(sql -> PostgresRunRows.unfinished(sql, afterRunId, limit));
  }

  @Override
  public List<Due> due(Due after, int limit) {
    JobStore.requirePage(limit);
    return connections.read(sql -> PostgresRunRows.due(sql, after, limit));
  }

  @Override
  public long resting() {
    return connections.read(PostgresRunRows::resting);
  }

  @Override
  public List<Pinned> pinned() {
    return connections.read(PostgresRunRows::pinned);
  }

  @Override
  public List<Listed> list(Query query) {
    return connections.read(sql -> PostgresJobListQuery.read(sql, query));
  }

  @Override
  public List<Stored> stored(@Nullable String tenant) {
    return connections.read(sql -> StoredRows.read(sql, tenant));
  }

  @Override
  public List<Tally> tally(String tenant, Instant since) {
    return connections.read(sql -> PostgresJobListQuery.tally(sql, tenant, since));
  }

  @Override
  public List<ProposalStore.Listed> proposals(ProposalStore.Query query) {
    return connections.read(sql -> PostgresJobRows.proposals(sql, query));
  }

  @Override
  public void erase(String jobId, Erasure erasure, Consumer<EraseResult> done) {
    lanes.submitAside(
        new PostgresWrite.Alone<EraseResult>(
            erasure.because().length(),
            (sql, laneNo) -> PostgresErasureRows.erase(sql, laneNo, jobId, erasure),
            EraseResult.Unavailable::new,
            done));
  }

  @Override
  public List<String> erasable(Instant createdBefore, int limit) {
    JobStore.requirePage(limit);
    // One replica does this for all.
    return members.sweeps()
        ? connections.read(sql -> PostgresErasureRows.erasable(sql, createdBefore, limit))
        : List.of();
  }

  @Override
  public void remove(Instant endedBefore, int limit, Consumer<RemoveResult> done) {
    JobStore.requirePage(limit);
    if (!members.sweeps()) {
      done.accept(new RemoveResult.Removed(List.of()));
      return;
    }
    lanes.submitAside(
        new PostgresWrite.Alone<RemoveResult>(
            0,
            (sql, laneNo) -> PostgresErasureRows.remove(sql, laneNo, endedBefore, limit),
            RemoveResult.Unavailable::new,
            done));
  }

  /// The number of this replica.
  long number() {
    return members.number();
  }

  @Override
  public Replica replica() {
    return new Replica(
        new PostgresOwnership(connections, lanes, members::number, this::run),
        notices,
        notices,
        members);
  }

  @Override
  public Optional<ReplicaFigures> figures() {
    return Optional.of(new PostgresMembers.Measured(lanes, members, notices));
  }

  @Override
  public Optional<String> note() {
    return Optional.of(
        durability
            + "; replica "
            + members.number()
            + ", one of "
            + members.members().size()
            + ", confirmed "
            + members.unconfirmed().toMillis()
            + " ms ago");
  }

  @Override
  public void whenLost(Consumer<String> told) {
    // A lost replica joins again.
  }

  @Override
  public boolean writable() {
    return !closed && members.member() && lanes.writable();
  }

  @Override
  public void close() {
    closed = true;
    upkeep.close();
    lanes.close();
    notices.close();
    members.close();
    connections.close();
  }
}
