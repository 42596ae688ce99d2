package dev.converge.runtime.grpc;

import dev.converge.engine.host.Timers;
import dev.converge.proto.ServerEvent;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Sends what cursors hand out, a page at a time and only while the client reads: that is what
/// bounds the memory of a subscriber. Cursors take turns. [#send] runs in the owner's turns; the
/// rest may be called on any thread.
final class Pump {
  /// How often a cursor looks whose run is driven elsewhere.
  static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final ServerCallStreamObserver<ServerEvent> out;
  private final Timers timers;
  private final RepeatedTask turns;
  private final Owner owner;
  private final Queue<RunCursor> due = new ConcurrentLinkedQueue<>();

  /// Hears what becomes of cursors, in its own turns.
  interface Owner {
    /// A cursor has handed out its run's end.
    void ended(RunCursor cursor);

    /// A cursor cannot go on.
    void failed(RunCursor cursor, RuntimeException why);
  }

  Pump(ServerCallStreamObserver<ServerEvent> out, Timers timers, RepeatedTask turns, Owner owner) {
    this.out = out;
    this.timers = timers;
    this.turns = turns;
    this.owner = owner;
  }

  /// Begins to send what a cursor hands out.
  void add(RunCursor cursor) {
    cursor.onMore(() -> schedule(cursor));
    schedule(cursor);
  }

  private void schedule(RunCursor cursor) {
    if (cursor.queue()) {
      due.add(cursor);
      turns.wake();
    }
  }

  /// Sends as much as the client takes now.
  void send() {
    while (out.isReady()) {
      RunCursor cursor = due.poll();
      if (cursor == null) {
        return;
      }
      cursor.unqueue();
      if (!cursor.closed()) {
        send(cursor);
      }
    }
  }

  private void send(RunCursor cursor) {
    List<ServerEvent> page;
    try {
      page = cursor.next();
    } catch (RuntimeException e) {
      cursor.close();
      owner.failed(cursor, e);
      return;
    }
    page.forEach(out::onNext);
    if (cursor.ended()) {
      owner.ended(cursor);
    } else if (!page.isEmpty()) {
      schedule(cursor);
    } else if (cursor.mustLook()) {
      timers.after(LOOK_EVERY, () -> schedule(cursor));
    }
  }
}
