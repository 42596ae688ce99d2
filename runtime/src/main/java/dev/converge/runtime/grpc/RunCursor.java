package dev.converge.runtime.grpc;

import dev.converge.core.event.EventType;
import dev.converge.core.event.Sealed;
import dev.converge.engine.feed.Feed;
import dev.converge.proto.ServerEvent;
import dev.converge.runtime.grpc.message.EntryFilter;
import dev.converge.runtime.grpc.message.Messages;
import dev.converge.runtime.grpc.message.ParsedEvent;
import dev.converge.runtime.grpc.message.RunCounts;
import dev.converge.runtime.grpc.message.RunHeader;
import dev.converge.runtime.operations.EventOperations;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A subscriber's position in one run: returns the messages for the events after it, page by page.
/// Keeps a position and counts, never events. Used by one thread at a time, except for [#queue].
final class RunCursor implements AutoCloseable {
  /// Maximum number of events per read.
  static final int PAGE_EVENTS = 64;

  /// Maximum bytes of events per read; one event is read even if it is larger.
  static final int PAGE_BYTES = 65_536;

  private static final int COUNT_EVENTS = 1_000;
  private static final int COUNT_BYTES = 1 << 20;

  private final EventOperations events;
  private final RunHeader run;
  private final String subscription;
  private final EntryFilter filter;
  private final Feed feed;
  private final AtomicBoolean queued = new AtomicBoolean();
  private boolean announce;
  private RunCounts counts = new RunCounts();
  private @Nullable ParsedEvent over;
  private boolean ended;
  private boolean closed;

  private RunCursor(
      EventOperations events,
      RunHeader run,
      long since,
      EntryFilter filter,
      String subscription,
      boolean announce) {
    this.events = events;
    this.run = run;
    this.subscription = subscription;
    this.filter = filter;
    this.feed = events.reopen(run.runId(), since);
    this.announce = announce;
  }

  /// Opens a cursor; blocks for I/O.
  ///
  /// @param since sequence of the last event that is not wanted
  /// @param announce whether `job_created` is sent with the first event
  /// @throws dev.converge.engine.error.ConvergeException with `RUN_NOT_FOUND` or `BAD_CURSOR`
  static RunCursor open(
      EventOperations events,
      RunHeader run,
      long since,
      EntryFilter filter,
      String subscription,
      boolean announce) {
    RunCursor cursor = new RunCursor(events, run, since, filter, subscription, announce);
    if (since > 0) {
      try (Feed before = events.reopen(run.runId(), since - 1)) {
        Sealed last = before.next(1, 1).getFirst();
        boolean over = last.isFinal() && events.endsAt(run.runId(), since);
        cursor.over = over ? new ParsedEvent(last) : null;
      }
    }
    return cursor;
  }

  RunHeader run() {
    return run;
  }

  String subscription() {
    return subscription;
  }

  EntryFilter filter() {
    return filter;
  }

  /// The last sequence read.
  long position() {
    return feed.position();
  }

  /// The messages of the next events; none if there are none yet. Blocks for I/O.
  List<ServerEvent> next() {
    List<ServerEvent> out = new ArrayList<>();
    if (over != null) {
      count(over.sealed().sequence());
      out.add(Messages.completed(run, over, counts, subscription));
      end();
      return out;
    }
    while (out.isEmpty()) {
      List<Sealed> page = feed.next(PAGE_EVENTS, PAGE_BYTES);
      if (page.isEmpty()) {
        return out;
      }
      for (Sealed event : page) {
        add(new ParsedEvent(event), out);
      }
      if (feed.ended()) {
        end();
      }
    }
    return out;
  }

  private void add(ParsedEvent parsed, List<ServerEvent> out) {
    Sealed event = parsed.sealed();
    EventType type = EventType.of(event.type());
    if (counts.sequence() == event.sequence() - 1) {
      counts.take(parsed);
    }
    if (event.sequence() == 1 && announce) {
      out.add(Messages.created(run, parsed.event().at(), subscription));
    }
    if (type != EventType.RUN_STATUS) {
      if (filter.passes(type)) {
        out.add(Messages.event(Messages.entry(run, parsed), subscription));
      }
      return;
    }
    count(event.sequence());
    out.add(Messages.status(run, parsed, counts, subscription));
    if (event.isFinal()) {
      out.add(Messages.completed(run, parsed, counts, subscription));
    }
  }

  /// Updates the counts with the events before this subscriber started; only done when a status is
  /// sent, because it is not needed before.
  private void count(long upTo) {
    if (counts.sequence() >= upTo) {
      return;
    }
    try (Feed all = events.reopen(run.runId(), counts.sequence())) {
      while (counts.sequence() < upTo) {
        int most = (int) Math.min(COUNT_EVENTS, upTo - counts.sequence());
        all.next(most, COUNT_BYTES).forEach(event -> counts.take(new ParsedEvent(event)));
      }
    }
  }

  private void end() {
    ended = true;
    counts = new RunCounts();
    over = null;
    close();
  }

  /// Whether the end of the run was returned.
  boolean ended() {
    return ended;
  }

  /// Whether nothing of it is wanted any more.
  boolean closed() {
    return closed;
  }

  /// Whether it must be polled, because the run is driven elsewhere.
  boolean mustLook() {
    return !feed.live();
  }

  /// Sets the callback for new events.
  void onMore(Runnable callback) {
    feed.onMore(callback);
  }

  /// Takes a place in a queue, unless it has one.
  boolean queue() {
    return queued.compareAndSet(false, true);
  }

  /// Leaves the queue.
  void unqueue() {
    queued.set(false);
  }

  @Override
  public void close() {
    closed = true;
    feed.close();
  }
}
