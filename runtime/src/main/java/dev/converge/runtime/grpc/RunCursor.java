package dev.converge.runtime.grpc;

import dev.converge.core.Chain;
import dev.converge.core.Sealed;
import dev.converge.engine.Engine;
import dev.converge.engine.Feed;
import dev.converge.proto.EntryType;
import dev.converge.proto.ServerEvent;
import dev.converge.runtime.events.EventType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A subscriber's place in one run: hands out the messages for the events after it, page by page.
/// Holds a position and a tally, never events. Used by one thread at a time, but for [#queue].
final class RunCursor implements AutoCloseable {
  /// Most events read at once.
  static final int PAGE_EVENTS = 64;

  /// Most bytes of events read at once; one event is read even if larger.
  static final int PAGE_BYTES = 65_536;

  private static final int TALLY_EVENTS = 1_000;
  private static final int TALLY_BYTES = 1 << 20;

  private final Engine engine;
  private final RunInfo run;
  private final String subscription;
  private final Set<EntryType> filter;
  private final Feed feed;
  private final AtomicBoolean queued = new AtomicBoolean();
  private boolean announce;
  private Tally tally = new Tally();
  private @Nullable Sealed over;
  private boolean ended;
  private boolean closed;

  private RunCursor(
      Engine engine,
      RunInfo run,
      long since,
      Set<EntryType> filter,
      String subscription,
      boolean announce) {
    this.engine = engine;
    this.run = run;
    this.subscription = subscription;
    this.filter = filter;
    this.feed = engine.feed(run.runId(), since);
    this.announce = announce;
  }

  /// Opens a cursor; blocks for I/O.
  ///
  /// @param since the last sequence not wanted
  /// @param announce whether `job_created` is sent beside the first event
  /// @throws dev.converge.engine.ConvergeException with `RUN_NOT_FOUND` or `BAD_CURSOR`
  static RunCursor open(
      Engine engine,
      RunInfo run,
      long since,
      Set<EntryType> filter,
      String subscription,
      boolean announce) {
    RunCursor cursor = new RunCursor(engine, run, since, filter, subscription, announce);
    if (since > 0) {
      try (Feed before = engine.feed(run.runId(), since - 1)) {
        Sealed last = before.next(1, 1).getFirst();
        cursor.over = last.isFinal() ? last : null;
      }
    }
    return cursor;
  }

  RunInfo run() {
    return run;
  }

  String subscription() {
    return subscription;
  }

  Set<EntryType> filter() {
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
      count(over.sequence());
      out.add(Messages.completed(run, over, tally, subscription));
      end();
      return out;
    }
    while (out.isEmpty()) {
      List<Sealed> page = feed.next(PAGE_EVENTS, PAGE_BYTES);
      if (page.isEmpty()) {
        return out;
      }
      for (Sealed event : page) {
        add(event, out);
      }
      if (feed.ended()) {
        end();
      }
    }
    return out;
  }

  private void add(Sealed event, List<ServerEvent> out) {
    EventType type = EventType.of(event.type());
    if (tally.sequence() == event.sequence() - 1) {
      tally.take(event);
    }
    if (event.sequence() == 1 && announce) {
      out.add(Messages.created(run, Chain.read(event.json()).at(), subscription));
    }
    if (type != EventType.RUN_STATUS) {
      if (Messages.passes(filter, type)) {
        out.add(Messages.event(Messages.entry(run, event), subscription));
      }
      return;
    }
    count(event.sequence());
    out.add(Messages.status(run, event, tally, subscription));
    if (event.isFinal()) {
      out.add(Messages.completed(run, event, tally, subscription));
    }
  }

  /// Has the tally catch up with what was sent before this subscriber came; not needed, and so not
  /// done, until a status is told.
  private void count(long upTo) {
    if (tally.sequence() >= upTo) {
      return;
    }
    try (Feed all = engine.feed(run.runId(), tally.sequence())) {
      while (tally.sequence() < upTo) {
        int most = (int) Math.min(TALLY_EVENTS, upTo - tally.sequence());
        all.next(most, TALLY_BYTES).forEach(tally::take);
      }
    }
  }

  private void end() {
    ended = true;
    tally = new Tally();
    over = null;
    close();
  }

  /// Whether the run's end was handed out.
  boolean ended() {
    return ended;
  }

  /// Whether nothing is wanted of it any more.
  boolean closed() {
    return closed;
  }

  /// Whether it must look for more by itself, because the run is driven elsewhere.
  boolean mustLook() {
    return !feed.live();
  }

  /// Calls back whenever there may be more.
  void onMore(Runnable callback) {
    feed.onMore(callback);
  }

  /// Takes its place in a queue, unless it has one.
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
