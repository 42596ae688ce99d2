package dev.converge.store.sqlite;

import dev.converge.core.event.Sealed;
import dev.converge.engine.store.Journal.AppendResult;
import dev.converge.engine.store.Journal.RunHead;
import dev.converge.engine.store.UsageStore;
import dev.converge.store.EventRow;
import dev.converge.store.RunColumns;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

/// Appends events to a run.
final class AppendWrite extends Write<AppendResult> {
  private final String runId;
  private final long expectedSequence;
  private final long lastSequence;
  private final List<EventRow> rows;
  private final RunHead head;

  private AppendWrite(
      String runId,
      long expectedSequence,
      List<EventRow> rows,
      RunHead head,
      Consumer<AppendResult> done) {
    super(CreateWrite.bytes(rows), done);
    this.runId = runId;
    this.expectedSequence = expectedSequence;
    this.lastSequence = rows.getLast().last();
    this.rows = rows;
    this.head = head;
  }

  /// Encodes the events on the caller's thread.
  static AppendWrite of(
      String runId,
      long expectedSequence,
      List<Sealed> events,
      RunHead head,
      Consumer<AppendResult> done) {
    return new AppendWrite(runId, expectedSequence, EventRow.of(events), head, done);
  }

  @Override
  AppendResult apply(WriteSession session) throws SQLException {
    RunRows.Place place = session.place(runId);
    if (place == null) {
      return new AppendResult.Conflict(0);
    }
    if (place.lastSequence() != expectedSequence || erased(session, place)) {
      return new AppendResult.Conflict(place.lastSequence());
    }
    if (!RunRows.advance(session.statements(), place, lastSequence, head)) {
      // Another process appended. Only this write fails, not the others in its group.
      session.forget(runId);
      RunRows.Place moved = session.place(runId);
      return new AppendResult.Conflict(moved == null ? 0 : moved.lastSequence());
    }
    JournalRows.insert(session, place, rows);
    if (head.held().asked()) {
      ProposalRows.keep(session.statements(), place.runNo(), head);
    }
    for (UsageStore.Used change : head.used()) {
      SqliteUsage.add(session, change);
    }
    session.moved(
        runId,
        new RunRows.Place(
            place.runNo(), place.payer(), lastSequence, head.status(), RunColumns.wakeAt(head)));
    return new AppendResult.Appended();
  }

  /// Only the content of finished runs is erased, and these are hardly ever appended to.
  private static boolean erased(WriteSession session, RunRows.Place place) throws SQLException {
    return place.status().isFinal() && ErasureRows.covers(session.statements(), place);
  }

  @Override
  AppendResult unavailable(String message) {
    return new AppendResult.Unavailable(message);
  }
}
