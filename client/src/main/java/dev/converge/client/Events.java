package dev.converge.client;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The events of a run. Can be iterated once, by one thread.
///
/// ```java
/// try (Events events = client.events(job.id())) {
///   for (RunEvent event : events) {
///     System.out.println(event);
///   }
/// }
/// ```
///
/// Asking for the next event waits for it. It throws a [RefusedException] if the server does not
/// know the run, and an [UnreachableException] once [#MAX_FAILURES] connections in a row brought
/// nothing, or when the thread is interrupted. [#close] may be called by any thread and ends the
/// iteration.
public final class Events implements Iterable<RunEvent>, AutoCloseable {
  /// Connections in a row without an event after which the client gives up.
  public static final int MAX_FAILURES = 60;

  /// After this many, events are read page by page.
  static final int FAILURES_UNTIL_PAGES = 3;

  /// Events of one page.
  private static final int PAGE = 500;

  private static final long POLL_MS = 1_000;

  /// How long events are read page by page before a stream is tried again.
  private static final Duration PAGES_FOR = Duration.ofSeconds(60);

  private final Sender sender;
  private final EventsRequest which;
  private final Queue<RunEvent> ready = new ArrayDeque<>();
  private final CountDownLatch closing = new CountDownLatch(1);

  private long after;
  private int failures;
  private boolean taken;
  private boolean over;
  private boolean pages;
  private long streamAgainAt;
  private @Nullable ConnectionState told;
  private volatile @Nullable SseReader open;

  Events(Sender sender, EventsRequest which) {
    this.sender = sender;
    this.which = which;
    this.after = which.after();
  }

  /// The sequence of the last event that was read.
  public long lastSequence() {
    return after;
  }

  /// The events; can be called once.
  ///
  /// @throws IllegalStateException if it was called before
  @Override
  public Iterator<RunEvent> iterator() {
    if (taken) {
      throw new IllegalStateException("the events are read already (expected: one iteration)");
    }
    taken = true;
    return new Iterator<RunEvent>() {
      @Override
      public boolean hasNext() {
        while (ready.isEmpty() && !over && !isClosed()) {
          advance();
        }
        return !ready.isEmpty() && !isClosed();
      }

      @Override
      public RunEvent next() {
        // What is there is given out, also if another thread has closed it meanwhile.
        if (ready.isEmpty() && !hasNext()) {
          throw new NoSuchElementException("there are no further events");
        }
        RunEvent event = ready.remove();
        after = event.sequence();
        return event;
      }
    };
  }

  /// Ends the iteration and the connection. The run continues.
  @Override
  public void close() {
    closing.countDown();
    closeReader();
  }

  private boolean isClosed() {
    return closing.getCount() == 0;
  }

  /// Reads at least one event, or finds that there is none any more, or that reading failed.
  private void advance() {
    IOException broken = null;
    RefusedException refused = null;
    try {
      if (pages) {
        page();
      } else {
        stream();
      }
      return;
    } catch (IOException e) {
      if (Sender.isInterrupt(e)) {
        throw sender.unreachable(e);
      }
      broken = e;
    } catch (RefusedException e) {
      if (!e.isTemporary()) {
        throw e;
      }
      refused = e;
    }
    if (!isClosed()) {
      failed(broken, refused);
    }
  }

  private void failed(@Nullable IOException broken, @Nullable RefusedException refused) {
    closeReader();
    failures++;
    if (failures > MAX_FAILURES) {
      if (broken != null) {
        throw sender.unreachable(broken);
      }
      if (refused != null) {
        throw refused;
      }
    }
    if (pages) {
      tell(ConnectionState.OFFLINE);
    } else {
      tell(ConnectionState.RECONNECTING);
      if (failures >= FAILURES_UNTIL_PAGES) {
        pages = true;
        streamAgainAt = System.nanoTime() + PAGES_FOR.toNanos();
      }
    }
    pause(Sender.pauseMillis(failures, refused));
  }

  private void stream() throws IOException {
    SseReader reader = open;
    if (reader == null) {
      Transport.Response response =
          sender.open(call("/stream").header("accept", "text/event-stream"));
      if (response.status() == 204) {
        response.close();
        over = true;
        return;
      }
      reader = new SseReader(response);
      open = reader;
      if (isClosed()) {
        // Closed meanwhile, by a thread that did not see the reader yet.
        closeReader();
        return;
      }
      tell(ConnectionState.STREAMING);
    }
    RunEvent event = reader.next();
    ready.add(event);
    failures = 0;
    if (event.isFinal()) {
      // A halted run may have been continued: the server says whether more comes.
      closeReader();
    }
  }

  private void page() throws IOException {
    if (System.nanoTime() - streamAgainAt >= 0) {
      pages = false;
      failures = 0;
      return;
    }
    JsonObject page;
    try (Transport.Response response = sender.open(call("/events").query("limit", PAGE))) {
      page = SseReader.json(response);
    }
    tell(ConnectionState.DEGRADED);
    failures = FAILURES_UNTIL_PAGES;
    for (JsonObject event : page.objects("events")) {
      ready.add(new RunEvent(event));
    }
    over = page.bool("complete");
    if (ready.isEmpty() && !over) {
      pause(POLL_MS);
    }
  }

  private ApiCall call(String what) {
    return ApiCall.get("/api/v1/jobs/" + Sender.encoded(which.jobId()) + what)
        .query("run", which.runId())
        .query("after", after);
  }

  private void tell(ConnectionState state) {
    if (state != told) {
      told = state;
      which.onState().accept(state);
    }
  }

  private void pause(long millis) {
    try {
      // Not for its outcome: whoever reads on sees that it was closed.
      boolean unused = closing.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnreachableException("interrupted between two attempts", e);
    }
  }

  private void closeReader() {
    SseReader reader = open;
    open = null;
    if (reader != null) {
      reader.close();
    }
  }
}
