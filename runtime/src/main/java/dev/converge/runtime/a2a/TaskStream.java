package dev.converge.runtime.a2a;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import dev.converge.core.event.Sealed;
import dev.converge.core.json.Json;
import dev.converge.engine.feed.Feed;
import dev.converge.engine.run.RunView;
import dev.converge.runtime.auth.Session;
import dev.converge.runtime.http.ServerSentEvents;
import dev.converge.runtime.rpc.RpcAnswers;
import dev.converge.runtime.rpc.RpcRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A stream of a task: first its current state, then each change up to the end of the run. Used by
/// one thread, but any thread can end it.
final class TaskStream {
  private static final Logger LOG = LoggerFactory.getLogger(TaskStream.class);

  /// Maximum number of events per read.
  private static final int MAX_EVENTS = 200;

  /// Maximum bytes of events per read.
  private static final int MAX_BYTES = 1 << 20;

  private final RpcRequest request;
  private final Session session;
  private final Duration heartbeat;
  private final Duration patience;
  private final HttpResponseWriter to = HttpResponse.streaming();
  private final BlockingQueue<Boolean> signals = new ArrayBlockingQueue<>(1);
  private volatile boolean goingDown;

  /// @param request the request to answer
  /// @param session of its credential
  /// @param heartbeat between signs of life
  /// @param patience timeout for a client that does not read
  TaskStream(RpcRequest request, Session session, Duration heartbeat, Duration patience) {
    this.request = request;
    this.session = session;
    this.heartbeat = heartbeat;
    this.patience = patience;
  }

  /// A stream with one message.
  static HttpResponse of(Json.Obj message) {
    return HttpResponse.of(ServerSentEvents.HEADERS, data(message));
  }

  private static HttpData data(Json.Obj message) {
    return HttpData.ofUtf8("data: " + message.canonical() + "\n\n");
  }

  HttpResponse response() {
    return to;
  }

  /// Ends the stream soon. The client continues elsewhere.
  void goDown() {
    goingDown = true;
    signals.offer(true);
  }

  /// Streams a run, and closes.
  ///
  /// @param view current state of the run
  /// @param feed events after it
  void run(RunView view, Feed feed) {
    to.write(ServerSentEvents.HEADERS);
    try (feed) {
      follow(view, feed);
      to.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      to.close();
    } catch (RuntimeException | ExecutionException | TimeoutException e) {
      LOG.debug("a stream of run {} ended early", view.runId(), e);
      to.close(e);
    }
  }

  private void follow(RunView view, Feed feed)
      throws InterruptedException, ExecutionException, TimeoutException {
    TaskJson task = TaskJson.of(view);
    send(Json.object().put("task", task.task(view)).build());
    feed.onMore(() -> signals.offer(true));
    boolean over = TaskJson.state(view).terminal();
    while (!over && !goingDown && to.isOpen()) {
      List<Sealed> page = feed.next(MAX_EVENTS, MAX_BYTES);
      for (Sealed event : page) {
        Json.Obj json = (Json.Obj) Json.parse(new String(event.json(), StandardCharsets.UTF_8));
        var update = task.update(view.program(), json);
        if (update.isPresent()) {
          send(update.get());
        }
      }
      over = feed.ended();
      if (page.isEmpty() && signals.poll(heartbeat.toMillis(), TimeUnit.MILLISECONDS) == null) {
        if (session.canEnd() && !session.valid().toCompletableFuture().get()) {
          return;
        }
        write(ServerSentEvents.ALIVE);
      }
    }
  }

  private void send(Json.Obj result)
      throws InterruptedException, ExecutionException, TimeoutException {
    write(data(RpcAnswers.result(request, result)));
  }

  /// Waits until the client has read what was sent, so that nothing accumulates here.
  private void write(HttpData data)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (to.tryWrite(data)) {
      to.whenConsumed().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
