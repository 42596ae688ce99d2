package dev.converge.runtime.streams;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import dev.converge.core.event.Sealed;
import dev.converge.engine.feed.Feed;
import dev.converge.runtime.problems.Disconnects;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// One SSE response: a position in a run's events that moves as the client reads them. It holds at
/// most one page, requests the next only after the previous one was written, and waits without a
/// thread. Everything happens on the request's event loop, except reading old events from the
/// store.
final class EventStream implements Publisher<HttpObject>, Subscription {
  private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

  /// Maximum number of events in one write.
  static final int PAGE_EVENTS = 256;

  /// Maximum bytes in one write, unless one event is larger.
  static final int PAGE_BYTES = 65_536;

  /// A client that reads less than this in a second after the write timeout counts as gone.
  static final int SLOWEST_BYTES_PER_SECOND = 1_024;

  /// How long to wait for a client that has not read what was sent when the server shuts down.
  static final long GOODBYE_MILLIS = 1_000;

  /// How often to poll a run that nobody drives here.
  static final long POLL_MILLIS = 1_000;

  /// How often the credential of an open stream is checked.
  static final long CHECK_MILLIS = 2_000;

  private final StreamPlan plan;
  private final EventLoop loop;
  private final ByteBufAllocator alloc;
  private final Executor reader;
  private final AtomicBoolean signalled = new AtomicBoolean();
  private Feed feed;
  private @Nullable Subscriber<? super HttpObject> subscriber;
  private @Nullable ScheduledFuture<?> timer;
  private @Nullable ScheduledFuture<?> check;
  private long demand;
  private boolean headersSent;
  private boolean wroteAny;
  private boolean pumping;
  private boolean reading;
  private boolean goingDown;
  private boolean over;
  private long lastWriteNanos;
  private int lastWriteBytes;

  /// The position that the client knows; 0 for none.
  private int queuedAt;

  EventStream(StreamPlan plan, EventLoop loop, ByteBufAllocator alloc, Executor reader, Feed feed) {
    this.plan = plan;
    this.loop = loop;
    this.alloc = alloc;
    this.reader = reader;
    this.feed = feed;
  }

  @Override
  public void subscribe(Subscriber<? super HttpObject> to) {
    subscriber = to;
    lastWriteNanos = System.nanoTime();
    if (!over) {
      feed.onMore(this::signal);
      schedule(Math.min(plan.heartbeatMillis(), POLL_MILLIS));
      checkLater();
    }
    to.onSubscribe(this);
  }

  private long nextTick(long millis) {
    return feed.live() && queuedAt == 0 ? millis : Math.min(millis, POLL_MILLIS);
  }

  private void schedule(long millis) {
    timer = loop.schedule(this::tick, millis, TimeUnit.MILLISECONDS);
  }

  private void checkLater() {
    if (plan.session().canEnd() && !over) {
      check = loop.schedule(this::checkCredential, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /// A stream has only the rights that its credential has now. It ends without a final event, so
  /// the client reconnects and learns that its credential is invalid.
  private void checkCredential() {
    plan.session()
        .valid()
        .whenComplete((valid, failure) ->
            loop.execute(() -> {
              if (failure == null && !valid) {
                goingDown = true;
                pump();
              } else {
                checkLater();
              }
            }));
  }

  /// There may be more events. Called on any thread.
  private void signal() {
    if (signalled.compareAndSet(false, true)) {
      loop.execute(this::woken);
    }
  }

  private void woken() {
    signalled.set(false);
    pump();
  }

  @Override
  public void request(long n) {
    demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
    if (!pumping) {
      pump();
    }
  }

  @Override
  public void cancel() {
    end(false);
  }

  /// The client disconnected or the server is shutting down: removes the listener at once.
  void disconnected() {
    if (loop.inEventLoop()) {
      end(false);
    } else {
      loop.execute(() -> end(false));
    }
  }

  /// Ends the stream without a final event, so that the client reconnects elsewhere.
  void goDown() {
    loop.execute(() -> {
      goingDown = true;
      pump();
      if (!over) {
        cutOffLater(GOODBYE_MILLIS);
      }
    });
  }

  /// In two steps, so that the time in which this process stood still is not held against a client.
  private void cutOffLater(long millis) {
    long half = millis / 2;
    loop.schedule(
        () -> {
          loop.schedule(this::cutOff, half, TimeUnit.MILLISECONDS);
        },
        half,
        TimeUnit.MILLISECONDS);
  }

  private void cutOff() {
    if (!over && reading) {
      // The store is slow, and not the client, which is told once a page was read.
      cutOffLater(GOODBYE_MILLIS);
    } else if (!over) {
      // Also for a client that does not read, because it cannot take the last bytes of the server.
      fail(new Disconnects.SlowClientException());
    }
  }

  private void pump() {
    pumping = true;
    try {
      while (demand > 0 && !over && !reading && step()) {
        // Each step writes at most once.
      }
    } catch (RuntimeException e) {
      fail(e);
    } finally {
      pumping = false;
    }
  }

  /// Takes the next step; `false` if there is nothing to do now.
  private boolean step() {
    if (!headersSent) {
      headersSent = true;
      send(plan.headers(), 0);
      return true;
    }
    if (goingDown) {
      finish(SseFrames.goodbye(alloc));
      return false;
    }
    Optional<List<Sealed>> page = feed.nextInMemory(PAGE_EVENTS, PAGE_BYTES);
    if (page.isEmpty()) {
      readElsewhere();
      return false;
    }
    if (page.get().isEmpty()) {
      greet();
      return false;
    }
    write(page.get());
    return true;
  }

  /// A client that resumes without new events learns at once that it is connected, and when to
  /// reconnect.
  private void greet() {
    if (!wroteAny) {
      wroteAny = true;
      ByteBuf beat = SseFrames.heartbeat(alloc, true);
      send(HttpData.wrap(beat), beat.readableBytes());
    }
  }

  private void write(List<Sealed> page) {
    ByteBuf frames = SseFrames.events(alloc, !wroteAny, page, plan.types());
    if (feed.ended()) {
      finish(frames);
    } else if (frames.isReadable()) {
      wroteAny = true;
      send(HttpData.wrap(frames), frames.readableBytes());
    } else {
      frames.release();
    }
  }

  private void readElsewhere() {
    reading = true;
    reader.execute(() -> {
      List<Sealed> page;
      try {
        page = feed.next(PAGE_EVENTS, PAGE_BYTES);
      } catch (RuntimeException e) {
        loop.execute(() -> readFailed(e));
        return;
      }
      loop.execute(() -> read(page));
    });
  }

  private void read(List<Sealed> page) {
    reading = false;
    if (over) {
      feed.close();
      return;
    }
    if (page.isEmpty()) {
      greet();
    } else {
      write(page);
      pump();
    }
  }

  private void send(HttpObject object, int bytes) {
    demand--;
    lastWriteNanos = System.nanoTime();
    lastWriteBytes = bytes;
    if (subscriber != null) {
      subscriber.onNext(object);
    }
  }

  private void finish(ByteBuf last) {
    boolean finished = feed.ended();
    send(HttpData.wrap(last).withEndOfStream(), last.readableBytes());
    Subscriber<? super HttpObject> to = subscriber;
    end(finished);
    if (to != null) {
      to.onComplete();
    }
  }

  /// A started stream cannot report an error: the client reconnects with its position.
  private void fail(RuntimeException e) {
    LOG.atLevel(Disconnects.is(e) ? Level.DEBUG : Level.WARN)
        .log("a stream was interrupted after event {}: {}", feed.position(), e.getMessage());
    Subscriber<? super HttpObject> to = subscriber;
    if (!over) {
      end(false);
      if (to != null) {
        to.onError(e);
      }
    }
  }

  private void end(boolean finished) {
    if (over) {
      return;
    }
    over = true;
    if (!reading) {
      feed.close();
    }
    if (timer != null) {
      timer.cancel(false);
    }
    if (check != null) {
      check.cancel(false);
    }
    plan.whenOver().over(this, finished);
  }

  /// Keeps the connection alive, detects clients that do not read, and polls runs that are driven
  /// elsewhere.
  private void tick() {
    if (over) {
      return;
    }
    long idle = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastWriteNanos);
    if (demand == 0) {
      if (idle >= plan.writeMillis() + lastWriteBytes * 1_000L / SLOWEST_BYTES_PER_SECOND) {
        fail(new Disconnects.SlowClientException());
        return;
      }
    } else if (idle >= plan.heartbeatMillis() && headersSent && !reading) {
      ByteBuf beat = SseFrames.heartbeat(alloc, !wroteAny);
      wroteAny = true;
      idle = 0;
      send(HttpData.wrap(beat), beat.readableBytes());
    }
    tellPosition();
    if (!feed.live() && !reading && demand > 0) {
      reopen();
    }
    if (!over) {
      long patience = demand == 0 ? plan.writeMillis() : plan.heartbeatMillis();
      schedule(nextTick(Math.max(1, Math.min(plan.heartbeatMillis(), patience - idle))));
    }
  }

  /// A client that has waited for a second is told the run's position, and each change of it.
  private void tellPosition() {
    int position = plan.queue().position().getAsInt();
    boolean told = position == queuedAt;
    queuedAt = position;
    if (position > 0 && !told && demand > 0 && headersSent && !reading) {
      ByteBuf frame = SseFrames.queued(alloc, !wroteAny, plan.queue().asked(), position);
      wroteAny = true;
      send(HttpData.wrap(frame), frame.readableBytes());
    }
  }

  private void reopen() {
    reading = true;
    reader.execute(() -> {
      try {
        Feed next = plan.reopen().apply(feed.position());
        loop.execute(() -> reopened(next));
      } catch (RuntimeException e) {
        loop.execute(() -> readFailed(e));
      }
    });
  }

  private void readFailed(RuntimeException e) {
    reading = false;
    if (over) {
      feed.close();
    } else {
      fail(e);
    }
  }

  private void reopened(Feed next) {
    reading = false;
    feed = next;
    if (!over) {
      feed.onMore(this::signal);
      pump();
    }
  }
}
