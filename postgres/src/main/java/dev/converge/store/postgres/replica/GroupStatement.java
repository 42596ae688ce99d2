package dev.converge.store.postgres.replica;

import dev.converge.core.Body;
import dev.converge.core.Pending;
import dev.converge.core.text.EnumWord;
import dev.converge.engine.listing.Excerpt;
import dev.converge.engine.listing.JobNotes;
import dev.converge.engine.listing.ProposalStore;
import dev.converge.engine.listing.RunProgress;
import dev.converge.engine.store.InputBox;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.JobStore.Run;
import dev.converge.engine.store.Journal.RunHead;
import dev.converge.engine.store.StoredBytes;
import dev.converge.engine.store.UsageStore;
import dev.converge.store.EventRow;
import dev.converge.store.RunColumns;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A whole group of writes as one statement that contains the fence: one round trip, all or
/// nothing. Every part after the lane's requires the lane's row. The result says which runs were
/// stored. Used by one thread at a time.
final class GroupStatement {
  /// What was stored.
  ///
  /// @param fenced whether nothing was written because the lane's row was not as expected
  /// @param runs numbers of the runs that were created or appended to
  /// @param owned ids of the runs that this replica owns because it claimed them
  record Stored(boolean fenced, Set<Long> runs, Set<String> owned) {
    static final Stored NOTHING = new Stored(true, Set.of(), Set.of());
  }

  // If the run has been erased since, its last events differ, but nobody else can have written
  // them.
  private static final String RECALL =
      "SELECT DISTINCT e.run_no FROM unnest(?::bigint[], ?::bigint[], ?::bytea[]) AS e(run_no,"
          + " last_sequence, events) JOIN journal ON journal.run_no = e.run_no AND"
          + " journal.last_sequence = e.last_sequence JOIN run ON run.run_no = e.run_no WHERE"
          + " journal.events = e.events OR run.erased";

  private static final String RECALL_OWNED =
      "SELECT run_id FROM run WHERE run_id = ANY(?) AND unfinished AND owner = (SELECT replica_no"
          + " FROM lane WHERE lane_no = ?)";

  private final ArrayRows creates = GroupColumns.CREATES.rows();
  private final ArrayRows appends = GroupColumns.APPENDS.rows();
  private final ArrayRows events = GroupColumns.EVENTS.rows();
  private final ArrayRows proposals = GroupColumns.PROPOSALS.rows();
  private final ArrayRows decisions = GroupColumns.DECISIONS.rows();
  private final ArrayRows owners = GroupColumns.OWNERS.rows();
  private final ArrayRows uses = GroupColumns.USES.rows();
  private final ArrayRows answers = GroupColumns.ANSWERS.rows();
  private final Notice moved = new Notice(Notice.EVENTS);
  private final Notice answered = new Notice(Notice.ANSWERS);
  private boolean keys;
  private boolean asked;

  /// Adds a job to create.
  void add(PostgresWrite.Create create) {
    JobStore.Job job = create.job();
    JobNotes notes = JobNotes.of(job.submission());
    JobStore.IdempotencyKey key = create.key();
    Run run = create.first();
    long bytes = StoredBytes.of(job) + PostgresWrite.bytes(create.rows());
    creates.addEnding(
        head(run.head(), run.sequence(), bytes),
        create.jobNo(),
        job.tenant(),
        job.jobId(),
        create.runNo(),
        job.runId(),
        job.template(),
        job.version(),
        job.templateHash(),
        job.correlationId(),
        job.createdAt().toEpochMilli(),
        job.submission(),
        notes.about(),
        metadata(notes),
        key == null ? null : key.operation(),
        key == null ? null : key.key(),
        key == null ? null : key.fingerprint(),
        create.now(),
        job.key());
    keys |= key != null;
    add(create.runNo(), run.head(), create.rows());
    moved.add(run.runId() + ':' + run.sequence());
  }

  private static @Nullable String metadata(JobNotes notes) {
    return notes.metadata() == null
        ? null
        : notes.metadata().canonical().replace("\\u0000", "\\ufffd");
  }

  /// Adds events of a run.
  void add(long runNo, PostgresWrite.Append append) {
    RunHead head = append.head();
    appends.addEnding(
        head(head, append.last(), append.bytes()), runNo, append.expected(), head.held().asked());
    add(runNo, head, append.rows());
    moved.add(append.runId() + ':' + append.last());
    for (InputBox.Answered answer : append.answers()) {
      answers.add(runNo, answer.inputId(), answer.outcome());
      answered.add(answer.inputId());
    }
  }

  /// What lists show of a run after the events.
  private static @Nullable Object[] head(RunHead head, long last, long bytes) {
    RunProgress progress = head.progress();
    return new @Nullable Object[] {
      last,
      EnumWord.of(head.status()),
      head.reason(),
      !head.status().isFinal(),
      head.cycles(),
      head.facts(),
      head.updatedAt().toEpochMilli(),
      progress.mode(),
      progress.detail(),
      progress.running().toMillis(),
      progress.tokens(),
      progress.costMicros(),
      progress.pending(),
      RunColumns.wakeAt(head),
      bytes
    };
  }

  /// Adds a change of owner.
  void add(PostgresWrite.Own own) {
    owners.add(own.runId(), own.mine());
  }

  private void add(long runNo, RunHead head, List<EventRow> rows) {
    asked |= head.held().asked();
    for (EventRow row : rows) {
      events.add(runNo, row.first(), row.last(), row.bytes());
    }
    for (UsageStore.Used change : head.used()) {
      uses.add(
          runNo,
          change.tenant(),
          change.key(),
          change.day().toEpochDay(),
          change.jobs(),
          change.tokens(),
          change.costMicros());
    }
    for (Pending pending : head.held().open()) {
      open(runNo, pending, head.updatedAt());
    }
    for (Body.ApprovalDecided decided : head.held().decided()) {
      decisions.add(
          runNo,
          decided.proposalId(),
          EnumWord.of(decided.decision()),
          decided.actor(),
          decided.asserted(),
          decided.comment(),
          decided.byDeadline(),
          head.updatedAt().toEpochMilli());
    }
  }

  private void open(long runNo, Pending pending, Instant now) {
    Instant expires = pending.expiresAt();
    proposals.add(
        runNo,
        pending.proposalId(),
        pending.factId(),
        pending.agent(),
        pending.proposal().key(),
        pending.gate(),
        pending.role(),
        Excerpt.of(pending.proposal().content(), ProposalStore.MAX_EXCERPT),
        now.toEpochMilli(),
        expires == null ? Long.MAX_VALUE : expires.toEpochMilli(),
        EnumWord.of(pending.onSilence()));
  }

  /// Runs the statement: all or nothing.
  ///
  /// @param others whether to notify other replicas of the runs that progressed
  /// @param owning whether this replica owns what it writes to
  Stored run(Sql sql, long laneNo, long batch, boolean others, boolean owning) throws SQLException {
    GroupSql shape =
        new GroupSql(
            !creates.isEmpty(),
            keys,
            !appends.isEmpty(),
            !uses.isEmpty(),
            asked || !owners.isEmpty() || !answers.isEmpty(),
            owning);
    try (PreparedStatement statement = sql.connection().prepareStatement(shape.text())) {
      bind(sql, statement, shape, laneNo, batch, others);
      boolean fenced = true;
      Set<Long> runs = new HashSet<>();
      Set<String> owned = new HashSet<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          long number = rows.getLong(1);
          if (number < 0) {
            fenced = false;
          } else if (number == 0) {
            owned.add(rows.getString(2));
          } else {
            runs.add(number);
          }
        }
      }
      return new Stored(fenced, runs, owned);
    }
  }

  private void bind(
      Sql sql, PreparedStatement statement, GroupSql shape, long laneNo, long batch, boolean others)
      throws SQLException {
    statement.setLong(1, laneNo);
    statement.setLong(2, batch);
    int next = 3;
    if (shape.creates()) {
      next = creates.bind(sql, statement, next);
    }
    if (shape.appends()) {
      next = appends.bind(sql, statement, next);
    }
    next = events.bind(sql, statement, next);
    statement.setLong(next++, laneNo);
    if (shape.uses()) {
      next = uses.bind(sql, statement, next);
    }
    if (shape.asks()) {
      next = proposals.bind(sql, statement, next);
      next = decisions.bind(sql, statement, next);
      next = owners.bind(sql, statement, next);
      next = answers.bind(sql, statement, next);
    }
    statement.setArray(next, sql.connection().createArrayOf("text", notices(others)));
  }

  private String[] notices(boolean others) {
    List<String> all = new ArrayList<>();
    if (others) {
      all.addAll(moved.texts());
    }
    all.addAll(answered.texts());
    return all.toArray(String[]::new);
  }

  /// What was stored, asked after the group was stored and its response was lost.
  Stored recall(Sql sql, long laneNo) throws SQLException {
    Set<Long> runs =
        Set.copyOf(
            sql.all(
                row -> row.getLong(1),
                RECALL,
                events.array(sql, 0),
                events.array(sql, 2),
                events.array(sql, 3)));
    Set<String> owned =
        Set.copyOf(sql.all(row -> row.getString(1), RECALL_OWNED, owners.array(sql, 0), laneNo));
    return new Stored(false, runs, owned);
  }
}
