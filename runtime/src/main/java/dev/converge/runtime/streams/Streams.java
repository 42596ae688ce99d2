package dev.converge.runtime.streams;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.converge.engine.Engine;
import dev.converge.engine.feed.Feed;
import dev.converge.runtime.auth.Session;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.ServerSentEvents;
import dev.converge.runtime.server.ServerSettings;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The open streams of this server. Thread-safe.
public final class Streams {
  /// The query parameter with which a client requests the position of its run as events.
  static final String POSITIONS = "positions";

  private final Engine engine;
  private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
  private volatile boolean goingDown;

  /// Streams of an engine's runs.
  public Streams(Engine engine) {
    this.engine = engine;
  }

  /// Number of open streams.
  public int open() {
    return open.size();
  }

  /// Is notified of how a stream ended.
  @FunctionalInterface
  public interface WhenEnded {
    /// Called once; `finished` is whether the final event was sent.
    void ended(boolean finished);

    /// Does nothing.
    WhenEnded NOTHING = _ -> {};
  }

  /// Responds with a run's events from the cursor's position on.
  ///
  /// @param types wanted, or `null` for all
  /// @param more adds headers; `null` for none
  public HttpResponse answer(
      Exchange exchange,
      ServerSettings.Times times,
      String runId,
      Feed feed,
      @Nullable Set<String> types,
      @Nullable Consumer<ResponseHeadersBuilder> more,
      WhenEnded whenEnded) {
    ServiceRequestContext ctx = exchange.ctx();
    if (exchange.head()) {
      feed.close();
      return HttpResponse.of(ServerSentEvents.HEADERS);
    }
    ctx.clearRequestTimeout();
    Channel channel = connection(ctx);
    EventStream[] self = new EventStream[1];
    ChannelFutureListener gone = _ -> self[0].disconnected();
    StreamPlan plan =
        new StreamPlan(
            headers(more),
            types,
            times.heartbeat().toMillis(),
            times.write().toMillis(),
            Session.of(ctx),
            after -> engine.feed(runId, after),
            new StreamPlan.Queue(exchange.flag(POSITIONS), () -> engine.position(runId)),
            (stream, finished) -> {
              open.remove(stream);
              if (channel != null) {
                channel.closeFuture().removeListener(gone);
              }
              whenEnded.ended(finished);
            });
    EventStream stream =
        new EventStream(
            plan, ctx.eventLoop().withoutContext(), ctx.alloc(), exchange.threads(), feed);
    self[0] = stream;
    open.add(stream);
    if (channel != null) {
      channel.closeFuture().addListener(gone);
    }
    if (goingDown) {
      stream.goDown();
    }
    return HttpResponse.of(stream);
  }

  private static ResponseHeaders headers(@Nullable Consumer<ResponseHeadersBuilder> more) {
    if (more == null) {
      return ServerSentEvents.HEADERS;
    }
    ResponseHeadersBuilder builder = ServerSentEvents.HEADERS.toBuilder();
    more.accept(builder);
    return builder.build();
  }

  /// The connection of an HTTP/1 request. Without this, the server would close it a second after
  /// the client disconnected. On HTTP/2, a client resets its stream.
  private static @Nullable Channel connection(ServiceRequestContext ctx) {
    return ctx.sessionProtocol().isMultiplex()
        ? null
        : ctx.log().isAvailable(RequestLogProperty.SESSION) ? ctx.log().partial().channel() : null;
  }

  /// Ends every stream without a final event.
  public void goDown() {
    goingDown = true;
    open.forEach(EventStream::goDown);
  }
}
