package dev.converge.runtime.mcp;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import dev.converge.core.json.Json;
import dev.converge.runtime.http.ServerSentEvents;
import java.util.concurrent.Executor;
import java.util.function.Function;

/// A response that reports the progress of a call before it ends with the result: a stream of
/// server-sent events. If the stream is lost, only the wait is.
final class ProgressStream implements Progress {
  private final HttpResponseWriter to;
  private final Json token;

  private ProgressStream(HttpResponseWriter to, Json token) {
    this.to = to;
    this.token = token;
  }

  /// Responds with a stream.
  ///
  /// @param token of the client for progress
  /// @param work returns the final message; must not throw
  static HttpResponse answer(Executor threads, Json token, Function<Progress, Json.Obj> work) {
    HttpResponseWriter writer = HttpResponse.streaming();
    writer.write(ServerSentEvents.HEADERS);
    ProgressStream stream = new ProgressStream(writer, token);
    threads.execute(() -> {
      stream.send(work.apply(stream));
      writer.close();
    });
    return writer;
  }

  @Override
  public boolean wanted() {
    return to.isOpen();
  }

  @Override
  public void tell(long position, String message) {
    Json params =
        Json.object()
            .put("progressToken", token)
            .put("progress", (double) position)
            .put("message", message)
            .build();
    send(
        Json.object()
            .put("jsonrpc", "2.0")
            .put("method", "notifications/progress")
            .put("params", params)
            .build());
  }

  @Override
  public void alive() {
    var _ = to.tryWrite(ServerSentEvents.ALIVE);
  }

  private void send(Json.Obj message) {
    var _ = to.tryWrite(HttpData.ofUtf8("event: message\ndata: " + message.canonical() + "\n\n"));
  }
}
