package dev.converge.runtime.mcp;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import dev.converge.core.json.Json;
import dev.converge.runtime.http.ServerSentEvents;
import java.util.concurrent.Executor;
import java.util.function.Function;

/// An answer that tells how far a call has come before it ends with its result: a stream of
/// server-sent events. Nothing is lost with the stream but the wait.
final class ProgressStream implements Progress {
  private final HttpResponseWriter to;
  private final Json token;

  private ProgressStream(HttpResponseWriter to, Json token) {
    this.to = to;
    this.token = token;
  }

  /// Answers with a stream.
  ///
  /// @param token under which the client wants to hear of progress
  /// @param work gives the message at the end; it must not throw
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
