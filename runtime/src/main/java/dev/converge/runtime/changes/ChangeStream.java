package dev.converge.runtime.changes;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponseWriter;
import dev.converge.runtime.auth.Session;
import dev.converge.runtime.problems.Disconnects;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// One reader of the changes, over SSE. It holds at most one page, and continues when that was
/// read. Runs on a virtual thread.
final class ChangeStream implements Runnable {
  /// Maximum number of changes in one write.
  static final int PAGE = 500;

  /// How often the credential of an open stream is checked.
  static final Duration CHECK = Duration.ofSeconds(2);

  private static final String LIST_AGAIN = "event: list_again\ndata: {}\n\n";
  private static final String RETRY = "retry: 2000\n";

  private final ChangeLog log;
  private final HttpResponseWriter to;
  private final Session session;
  private final BooleanSupplier goingDown;
  private final Duration heartbeat;
  private final Duration patience;
  private final boolean missed;
  private long position;
  private long lastWrite;
  private long lastCheck = System.nanoTime();

  /// @param position to start after, or -1 if it is not known what was missed
  /// @param heartbeat between signs of life
  /// @param patience timeout for a client that does not read
  ChangeStream(
      ChangeLog log,
      HttpResponseWriter to,
      Session session,
      BooleanSupplier goingDown,
      Duration heartbeat,
      Duration patience,
      long position) {
    this.log = log;
    this.to = to;
    this.session = session;
    this.goingDown = goingDown;
    this.heartbeat = heartbeat;
    this.patience = patience;
    this.missed = position < 0;
    this.position = missed ? log.last() : position;
  }

  @Override
  public void run() {
    try {
      // Without data, the id is a position to return to and not an event.
      String mark = "id: " + log.mark(position) + "\n";
      send(RETRY + mark + (missed ? LIST_AGAIN : "\n"));
      while (to.isOpen() && !goingDown.getAsBoolean() && valid()) {
        pass();
      }
      to.close();
    } catch (CompletionException _) {
      to.close(new Disconnects.SlowClientException());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      to.close();
    } catch (RuntimeException e) {
      to.close(e);
    } finally {
      log.end();
    }
  }

  /// A stream has only the rights that its credential has now.
  private boolean valid() {
    if (!session.canEnd() || System.nanoTime() - lastCheck < CHECK.toNanos()) {
      return true;
    }
    lastCheck = System.nanoTime();
    return session.valid().toCompletableFuture().join();
  }

  private void pass() throws InterruptedException {
    long wait = Math.min(CHECK.toNanos(), heartbeat.toNanos());
    ChangeLog.Page page = log.after(position, PAGE, wait);
    position = page.last();
    if (page.missed() || !page.changes().isEmpty()) {
      ByteArrayOutputStream out = new ByteArrayOutputStream((page.changes().size() + 1) * 300);
      text(out, page.missed() ? LIST_AGAIN : "");
      for (JobChange change : page.changes()) {
        text(out, "event: job\ndata: ");
        out.writeBytes(change.json());
        text(out, "\n\n");
      }
      text(out, "id: " + log.mark(position) + "\n\n");
      send(HttpData.wrap(out.toByteArray()));
    } else if (System.nanoTime() - lastWrite >= heartbeat.toNanos()) {
      send(":\n\n");
    }
  }

  private static void text(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void send(String text) {
    send(HttpData.ofUtf8(text));
  }

  private void send(HttpData data) {
    if (to.tryWrite(data)) {
      to.whenConsumed().orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS).join();
      lastWrite = System.nanoTime();
    }
  }
}
