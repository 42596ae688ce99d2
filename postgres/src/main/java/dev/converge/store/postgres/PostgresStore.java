package dev.converge.store.postgres;

import dev.converge.core.Sealed;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.listing.ProposalStore;
import dev.converge.engine.store.AdminLog;
import dev.converge.engine.store.Erasure;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.KeyStore;
import dev.converge.engine.store.Replica;
import dev.converge.engine.store.TemplateStore;
import dev.converge.engine.store.UsageStore;
import dev.converge.engine.store.WebhookStore;
import dev.converge.store.EventRow;
import dev.converge.store.JournalPage;
import dev.converge.store.Store;
import dev.converge.store.StoreAddress;
import dev.converge.store.StoreOptions;
import dev.converge.store.webhook.SqlWebhooks;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Journal, jobs and templates in a PostgreSQL database, of one server at a time. Has as many
/// methods as its ports together. Thread-safe.
///
/// A server that starts fences off the one before it: what that one still tries to write finds its
/// lanes changed and is not stored.
final class PostgresStore implements Store {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresStore.class);

  private final PostgresConnections connections;
  private final StoreOptions options;
  private final PostgresNumbers numbers;
  private final ServerLock serverLock;
  private final String note;
  private final List<Lane> lanes;
  private final PostgresParts parts;
  private final Thread upkeep;
  private final CompletableFuture<String> lost = new CompletableFuture<>();
  private volatile boolean closed;

  private PostgresStore(
      PostgresConnections connections, StoreOptions options, ServerLock serverLock, Sql sql)
      throws SQLException {
    this.connections = connections;
    this.options = options;
    this.serverLock = serverLock;
    sql.update("UPDATE lane SET epoch = epoch + 1");
    StoredRows.fold(sql);
    long replicaNo = PostgresReplica.register(sql);
    this.numbers = new PostgresNumbers(options.clock(), replicaNo);
    Lane.Watch watch =
        new Lane.Watch((writes, took) -> options.commits().committed(writes, took), lost::complete);
    List<Lane> opened = new ArrayList<>();
    for (int i = 0; i <= PostgresLimits.RUN_LANES; i++) {
      opened.add(new Lane(connections, watch, PostgresReplica.lane(sql, replicaNo), 0));
    }
    this.lanes = List.copyOf(opened);
    this.note = PostgresReplica.durability(sql, options.durability());
    this.parts = new PostgresParts(lanes.getLast(), connections);
    this.upkeep =
        Thread.ofPlatform().name("converge-store-upkeep").daemon().unstarted(this::keepUp);
    upkeep.start();
    serverLock.keep(new ServerLock.Held(replicaNo, lost::complete));
  }

  /// Opens the store at an address, and keeps other servers from it.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if the database cannot be reached, is used by
  ///   another server, or needs a later version
  static PostgresStore open(StoreAddress address, StoreOptions options) {
    PostgresConnections connections = new PostgresConnections(address, options.durability());
    Sql sql = null;
    try {
      sql = connections.watched();
      PostgresSchema.requireKnown(sql);
      String holder = ServerLock.holder(sql).orElse("");
      ServerLock serverLock =
          ServerLock.take(connections, sql).orElseThrow(() -> inUse(address, holder));
      PostgresSchema.bring(sql, today(options));
      return new PostgresStore(connections, options, serverLock, sql);
    } catch (SQLException e) {
      close(sql, connections);
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE,
          "database "
              + address
              + ": cannot be opened: "
              + e.getMessage()
              + " (expected: a database of converge, or an empty one)",
          e);
    } catch (RuntimeException e) {
      close(sql, connections);
      throw e;
    }
  }

  private static void close(@Nullable Sql sql, PostgresConnections connections) {
    if (sql != null) {
      sql.close();
    }
    connections.close();
  }

  private static ConvergeException inUse(StoreAddress address, String holder) {
    return new ConvergeException(
        ErrorCode.UNAVAILABLE,
        "database "
            + address
            + ": in use by another server, at "
            + holder
            + " (expected: one server for a database)");
  }

  private static LocalDate today(StoreOptions options) {
    return LocalDate.ofInstant(options.clock().instant(), ZoneOffset.UTC);
  }

  /// Deletes keys that are not kept any longer, and makes partitions ahead.
  private void keepUp() {
    while (!closed) {
      try (var connection = connections.plain().connection()) {
        Sql sql = new Sql(connection);
        sql.run("SET lock_timeout = " + PostgresLimits.LOCK_PATIENCE.toMillis());
        PostgresSchema.partitions(sql, today(options));
        while (PostgresKeyRows.purge(sql, options.clock().millis()) == PostgresLimits.PURGED_KEYS) {
          LOG.debug("more keys to purge");
        }
      } catch (SQLException e) {
        LOG.warn("upkeep of the database failed, and is tried again", e);
      }
      try {
        Thread.sleep(PostgresLimits.UPKEEP_EVERY);
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  private Lane lane(String runId) {
    return lanes.get(Math.floorMod(runId.hashCode(), PostgresLimits.RUN_LANES));
  }

  private Lane side() {
    return lanes.getLast();
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
    return Optional.of(new PostgresKeys(lanes.getLast(), connections));
  }

  @Override
  public WebhookStore webhooks() {
    return new SqlWebhooks(new PostgresWebhooks(lanes.getLast(), connections));
  }

  @Override
  public UsageStore usage() {
    return parts;
  }

  @Override
  public void append(
      String runId,
      long expectedSequence,
      List<Sealed> events,
      RunHead head,
      Consumer<AppendResult> done) {
    Journal.requireAppend(runId, expectedSequence, events);
    lane(runId)
        .submit(new PostgresWrite.Append(runId, expectedSequence, EventRow.of(events), head, done));
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
    lane(job.runId())
        .submit(
            new PostgresWrite.Create(
                numbers.next(),
                numbers.next(),
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
    long runNo = numbers.next();
    lane(runId)
        .submit(
            new PostgresWrite.Alone<CreateResult>(
                PostgresWrite.bytes(rows),
                (sql, laneNo) -> PostgresErasureRows.addRun(sql, laneNo, runNo, run, rows),
                CreateResult.Unavailable::new,
                done));
  }

  @Override
  public Optional<CreateResult> keyed(String tenant, IdempotencyKey key) {
    long now = options.clock().millis();
    return connections.read(sql -> PostgresKeyRows.result(sql, tenant, key, now));
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
    return connections.read(sql -> PostgresProposalRows.list(sql, query));
  }

  @Override
  public void erase(String jobId, Erasure erasure, Consumer<EraseResult> done) {
    side()
        .submit(
            new PostgresWrite.Alone<EraseResult>(
                erasure.because().length(),
                (sql, laneNo) -> PostgresErasureRows.erase(sql, laneNo, jobId, erasure),
                EraseResult.Unavailable::new,
                done));
  }

  @Override
  public List<String> erasable(Instant createdBefore, int limit) {
    JobStore.requirePage(limit);
    return connections.read(sql -> PostgresErasureRows.erasable(sql, createdBefore, limit));
  }

  @Override
  public void remove(Instant endedBefore, int limit, Consumer<RemoveResult> done) {
    JobStore.requirePage(limit);
    side()
        .submit(
            new PostgresWrite.Alone<RemoveResult>(
                0,
                (sql, laneNo) -> PostgresErasureRows.remove(sql, laneNo, endedBefore, limit),
                RemoveResult.Unavailable::new,
                done));
  }

  @Override
  public Replica replica() {
    return Replica.alone(this);
  }

  @Override
  public Optional<String> note() {
    return Optional.of(note);
  }

  @Override
  public void whenLost(Consumer<String> told) {
    var _ = lost.thenAccept(told);
  }

  @Override
  public boolean writable() {
    return !closed && serverLock.isHeld() && lanes.stream().allMatch(Lane::writable);
  }

  @Override
  public void close() {
    closed = true;
    upkeep.interrupt();
    lanes.forEach(Lane::close);
    serverLock.close();
    connections.close();
  }
}
