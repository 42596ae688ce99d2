package dev.converge.store.sqlite;

import dev.converge.core.event.Sealed;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.listing.ProposalStore;
import dev.converge.engine.store.AdminLog;
import dev.converge.engine.store.Erasure;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.KeyStore;
import dev.converge.engine.store.Replica;
import dev.converge.engine.store.ReplicaFigures;
import dev.converge.engine.store.TemplateStore;
import dev.converge.engine.store.UsageStore;
import dev.converge.engine.store.WebhookStore;
import dev.converge.store.JournalPage;
import dev.converge.store.Store;
import dev.converge.store.StoreOptions;
import dev.converge.store.sqlite.directory.BackupLock;
import dev.converge.store.sqlite.directory.DataDirectory;
import dev.converge.store.sqlite.directory.RestoredFile;
import dev.converge.store.webhook.SqlWebhooks;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Journal, jobs and templates in a SQLite database in its own directory. It has many methods
/// because it implements all ports. Thread-safe.
///
/// One thread collects writes into one transaction with one fsync. A single write costs one fsync.
/// Reads use a few separate threads and see everything that was acknowledged before they started.
final class SqliteStore implements Store {
  private final DataDirectory directory;
  private final Writer writer;
  private final Readers readers;
  private final TemplateStore templates;
  private final AdminLog adminLog;
  private final UsageStore usage;
  private final WebhookStore webhooks;

  private final InstantSource clock;

  private SqliteStore(
      DataDirectory directory, Writer writer, Readers readers, InstantSource clock) {
    this.directory = directory;
    this.clock = clock;
    this.writer = writer;
    this.readers = readers;
    this.templates = new SqliteTemplates(writer, readers);
    this.adminLog = new SqliteAdminLog(writer, readers);
    this.usage = new SqliteUsage(readers);
    this.webhooks = new SqlWebhooks(new SqliteWebhooks(writer, readers));
  }

  /// Opens the store in a directory, which is created if it is missing, and locks it until closed.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if the directory is in use, cannot be written, or
  ///   holds no database of this version
  static SqliteStore open(Path path, StoreOptions options) {
    NativeLibrary.require();
    DataDirectory directory = DataDirectory.open(path);
    try {
      SqliteConnections connections =
          new SqliteConnections(directory.database(), options.durability());
      // A backup reads the database beside the server, and does not prevent it from starting.
      if (!connections.alone() && !BackupLock.held(directory.path())) {
        throw directory.inUse();
      }
      connections.prepare();
      WriteSession session = WriteSession.open(connections, options.clock(), true);
      sealNames(directory, session);
      RestoredFile.tell(directory.path());
      Readers readers = new Readers(connections);
      Writer writer =
          Writer.start(
              session,
              directory,
              options,
              () -> WriteSession.open(connections, options.clock(), false),
              readers::close);
      return new SqliteStore(directory, writer, readers, options.clock());
    } catch (SQLException | IOException e) {
      directory.close();
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE,
          "database in "
              + directory.path()
              + ": cannot be opened: "
              + e.getMessage()
              + " (expected: a database of converge, or none)",
          e);
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private static void sealNames(DataDirectory directory, WriteSession session)
      throws IOException, SQLException {
    try {
      directory.sealNames();
    } catch (IOException e) {
      session.close();
      throw e;
    }
  }

  @Override
  public TemplateStore templates() {
    return templates;
  }

  @Override
  public AdminLog adminLog() {
    return adminLog;
  }

  @Override
  public Optional<KeyStore> keys() {
    return Optional.empty();
  }

  @Override
  public UsageStore usage() {
    return usage;
  }

  @Override
  public WebhookStore webhooks() {
    return webhooks;
  }

  /// Submits another write to the same transactions.
  void submit(Write<?> write) {
    writer.submit(write);
  }

  /// Submits another read.
  <T> T read(Readers.Reading<T> reading) {
    return readers.read(reading);
  }

  @Override
  public void append(
      String runId,
      long expectedSequence,
      List<Sealed> events,
      RunHead head,
      Consumer<AppendResult> done) {
    Journal.requireAppend(runId, expectedSequence, events);
    writer.submit(AppendWrite.of(runId, expectedSequence, events, head, done));
  }

  @Override
  public List<Sealed> read(String runId, long after, int maxEvents, int maxBytes) {
    return readers.read(statements ->
        JournalRows.read(statements, runId, new JournalPage(after, maxEvents, maxBytes)));
  }

  @Override
  public void create(
      Job job,
      List<Sealed> events,
      RunHead head,
      @Nullable IdempotencyKey key,
      Consumer<CreateResult> done) {
    Journal.requireNext(job.runId(), 0, events);
    writer.submit(new CreateWrite.OfJob(job, events, head, key, done));
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
    writer.submit(new CreateWrite.OfRun(jobId, runId, replayOf, createdAt, events, head, done));
  }

  @Override
  public Optional<CreateResult> keyed(String tenant, IdempotencyKey key) {
    long now = clock.instant().toEpochMilli();
    return readers.read(statements -> KeyRows.result(statements, tenant, key, now));
  }

  @Override
  public Optional<Job> job(String tenant, String jobId) {
    return readers.read(statements -> JobRows.find(statements, tenant, jobId));
  }

  @Override
  public Optional<Job> jobOfRun(String runId) {
    return readers.read(statements -> JobRows.ofRun(statements, runId));
  }

  @Override
  public Optional<Run> run(String runId) {
    return readers.read(statements -> RunRows.find(statements, runId));
  }

  @Override
  public List<Run> runs(String jobId) {
    return readers.read(statements -> RunRows.ofJob(statements, jobId));
  }

  @Override
  public List<Run> unfinished(String afterRunId, int limit) {
    JobStore.requirePage(limit);
    return readers.read(statements -> RunRows.unfinished(statements, afterRunId, limit));
  }

  @Override
  public List<Due> due(Due after, int limit) {
    JobStore.requirePage(limit);
    return readers.read(statements -> RunRows.due(statements, after, limit));
  }

  @Override
  public long resting() {
    return readers.read(RunRows::resting);
  }

  @Override
  public List<Pinned> pinned() {
    return readers.read(RunRows::pinned);
  }

  @Override
  public List<Listed> list(Query query) {
    return readers.read(statements -> JobListQuery.read(statements, query));
  }

  @Override
  public List<Tally> tally(String tenant, Instant since) {
    return readers.read(statements -> JobListQuery.tally(statements, tenant, since));
  }

  @Override
  public List<Stored> stored(@Nullable String tenant) {
    return readers.read(statements -> SqliteUsage.stored(statements, tenant));
  }

  @Override
  public List<ProposalStore.Listed> proposals(ProposalStore.Query query) {
    return readers.read(statements -> ProposalRows.list(statements, query));
  }

  @Override
  public void erase(String jobId, Erasure erasure, Consumer<EraseResult> done) {
    writer.submit(new EraseWrite(jobId, erasure, done));
  }

  @Override
  public List<String> erasable(Instant createdBefore, int limit) {
    JobStore.requirePage(limit);
    return readers.read(statements -> ErasureRows.erasable(statements, createdBefore, limit));
  }

  @Override
  public void remove(Instant endedBefore, int limit, Consumer<RemoveResult> done) {
    JobStore.requirePage(limit);
    writer.submit(new RemoveWrite(endedBefore, limit, done));
  }

  @Override
  public Replica replica() {
    return Replica.alone(this);
  }

  @Override
  public Optional<ReplicaFigures> figures() {
    return Optional.empty();
  }

  @Override
  public Optional<String> note() {
    return Optional.empty();
  }

  @Override
  public void whenLost(Consumer<String> told) {
    writer.whenLost(told);
  }

  @Override
  public boolean writable() {
    return writer.writable();
  }

  @Override
  public void close() {
    writer.close();
    directory.close();
  }
}
