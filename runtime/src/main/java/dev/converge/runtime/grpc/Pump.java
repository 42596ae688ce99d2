package dev.converge.runtime.grpc;

import dev.converge.engine.host.Timers;
import dev.converge.proto.ServerEvent;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Sends the messages of cursors, a page at a time and only while the client reads, which limits
/// the memory of a subscriber. Cursors take turns. [#send] runs in the owner's turns. Everything
/// else can be called on any thread.
final class Pump {
  /// How often to poll a cursor whose run is driven elsewhere.
  static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final ServerCallStreamObserver<ServerEvent> out;
  private final Timers timers;
  private final RepeatedTask turns;
  private final Owner owner;
  private final Queue<RunCursor> due = new ConcurrentLinkedQueue<>();

  /// Is notified of cursors, in its own turns.
  interface Owner {
    /// A cursor has reached the end of its run.
    void ended(RunCursor cursor);

    /// A cursor cannot continue.
    void failed(RunCursor cursor, RuntimeException why);
  }

  Pump(ServerCallStreamObserver<ServerEvent> out, Timers timers, RepeatedTask turns, Owner owner) {
    this.out = out;
    this.timers = timers;
    this.turns = turns;
    this.owner = owner;
  }

  /// Starts sending the messages of a cursor.
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

  /// Sends as much as the client can currently take.
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
