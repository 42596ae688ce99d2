package dev.converge.runtime.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Closes gaps of Armeria on HTTP/1 connections.
///
/// A request without exactly one `Host`, or with a transfer coding other than `chunked`, is
/// refused: a proxy in front could read it differently. A target in absolute form is read as one in
/// origin form. A client that asks whether to send a body that is too large (`Expect:
/// 100-continue`) is told no, and not first yes: Armeria says 100 before it looks at the length.
/// And a connection whose client takes too long over the head of a request, byte by byte, is
/// closed: there is a request that Armeria's own time limit counts for only once its head is there,
/// and each byte makes an idle connection look busy.
///
/// An offer to upgrade to HTTP/2 is not accepted, and the request is answered over HTTP/1.1, as RFC
/// 9110, section 7.8, allows. RFC 9113 deprecates that upgrade, and Armeria loses or damages long
/// responses after it. HTTP/2 with prior knowledge and over TLS is not affected.
final class Http1Guard {
  private static final Pattern ABSOLUTE =
      Pattern.compile("https?://([^/?#]+)(/?[^#]*)", Pattern.CASE_INSENSITIVE);
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._~%!$&'()*+,;=-]+|\\[[0-9a-fA-F:.%]+])(:[0-9]{0,5})?");

  private static final String HTTP2_SETTINGS = "HTTP2-Settings";

  /// Determines the protocol of a connection.
  private static final int PREFACE_BYTES = 4;

  private final long maxBytes;
  private final Duration patience;

  /// @param maxBytes of a body
  /// @param patience from the first byte of a request until its head is complete
  Http1Guard(long maxBytes, Duration patience) {
    this.maxBytes = maxBytes;
    this.patience = patience;
  }

  /// Watches a new connection.
  void watch(ChannelPipeline pipeline, boolean tls) {
    if (tls) {
      pipeline.addLast(new AfterHandshake());
    } else {
      Heads heads = new Heads();
      pipeline.addFirst(heads, new AfterPreface(heads));
    }
  }

  /// That of HTTP/1 is the only one of this kind in which Netty pairs a decoder with an encoder.
  private static @Nullable ChannelHandlerContext codec(ChannelPipeline pipeline) {
    return pipeline.context(CombinedChannelDuplexHandler.class);
  }

  private static boolean http2(ChannelPipeline pipeline) {
    return pipeline.context(Http2ConnectionHandler.class) != null;
  }

  /// Watches the bytes of requests, and limits the time for their heads.
  private final class Heads extends ChannelInboundHandlerAdapter {
    private boolean inRequest;
    private @Nullable Future<?> tooLate;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (!inRequest && tooLate == null && message instanceof ByteBuf) {
        tooLate =
            ctx.executor().schedule(() -> tooLate(ctx), patience.toNanos(), TimeUnit.NANOSECONDS);
      }
      ctx.fireChannelRead(message);
    }

    /// A connection may have switched to HTTP/2, which has its own limits.
    private void tooLate(ChannelHandlerContext ctx) {
      if (http2(ctx.pipeline())) {
        ctx.pipeline().remove(this);
      } else {
        ctx.close();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      stop();
      ctx.fireChannelInactive();
    }

    void begun() {
      inRequest = true;
      stop();
    }

    void ended() {
      inRequest = false;
      stop();
    }

    void stop() {
      if (tooLate != null) {
        tooLate.cancel(false);
        tooLate = null;
      }
    }
  }

  /// Passes the first bytes alone, so that the pipeline exists before the first request does.
  private final class AfterPreface extends ChannelInboundHandlerAdapter {
    private final Heads heads;

    AfterPreface(Heads heads) {
      this.heads = heads;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof ByteBuf bytes) {
        if (bytes.readableBytes() > PREFACE_BYTES) {
          ctx.fireChannelRead(bytes.readRetainedSlice(PREFACE_BYTES));
        }
        known(ctx.pipeline());
      }
      ctx.fireChannelRead(message);
    }

    private void known(ChannelPipeline pipeline) {
      ChannelHandlerContext codec = codec(pipeline);
      if (codec != null) {
        pipeline.addAfter(codec.name(), null, new Requests(heads));
        pipeline.remove(this);
      } else if (http2(pipeline)) {
        Http2Guard.watch(pipeline);
        heads.stop();
        pipeline.remove(heads);
        pipeline.remove(this);
      }
    }
  }

  private final class AfterHandshake extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof SslHandshakeCompletionEvent) {
        ChannelPipeline pipeline = ctx.pipeline();
        ChannelHandlerContext codec = codec(pipeline);
        if (codec != null) {
          Heads heads = new Heads();
          pipeline.addBefore(codec.name(), null, heads);
          pipeline.addAfter(codec.name(), null, new Requests(heads));
        } else {
          Http2Guard.watch(pipeline);
        }
        pipeline.remove(this);
      }
      ctx.fireUserEventTriggered(event);
    }
  }

  /// Watches requests whose heads are complete, and their responses.
  private final class Requests extends ChannelDuplexHandler {
    private final Heads heads;
    private boolean last;

    Requests(Heads heads) {
      this.heads = heads;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof HttpRequest request) {
        heads.begun();
        request.headers().remove(HttpHeaderNames.UPGRADE).remove(HTTP2_SETTINGS);
        if (request.decoderResult().isSuccess()) {
          toOriginForm(request);
          if (request.method().equals(HttpMethod.OPTIONS) && request.uri().equals("*")) {
            request.setUri(ServerWide.PATH);
          }
          problem(request)
              .ifPresent(wrong ->
                  request.setDecoderResult(
                      DecoderResult.failure(new IllegalArgumentException(wrong))));
        }
        if (request.headers().contains(HttpHeaderNames.EXPECT)
            && tooLong(request.headers().get(HttpHeaderNames.CONTENT_LENGTH))) {
          request.headers().remove(HttpHeaderNames.EXPECT);
        }
      }
      if (message instanceof LastHttpContent) {
        heads.ended();
      }
      ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      ChannelPromise written = promise;
      if (message instanceof HttpResponse response) {
        boolean informational = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        last = !informational && !HttpUtil.isKeepAlive(response);
      }
      if (last && message instanceof LastHttpContent) {
        written = promise.unvoid();
        written.addListener(_ -> endOutput(ctx));
      }
      ctx.write(message, written);
    }

    /// Tells the client at once that nothing follows. Armeria closes the connection three seconds
    /// later, and reads on until then: closing it with bytes unread would destroy the response.
    private static void endOutput(ChannelHandlerContext ctx) {
      SslHandler tls = ctx.pipeline().get(SslHandler.class);
      if (tls != null) {
        tls.closeOutbound();
      }
      if (ctx.channel() instanceof DuplexChannel duplex) {
        duplex.shutdownOutput();
      }
    }

    /// What follows from [#endOutput]: Armeria would warn of it.
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (!(event instanceof ChannelOutputShutdownEvent)) {
        ctx.fireUserEventTriggered(event);
      }
    }

    /// A client may send the whole URI (RFC 9112, 3.2.2); its authority then stands above `Host`.
    private static void toOriginForm(HttpRequest request) {
      Matcher absolute = ABSOLUTE.matcher(request.uri());
      if (absolute.matches()) {
        request.headers().set(HttpHeaderNames.HOST, absolute.group(1));
        String path = absolute.group(2);
        request.setUri(path.startsWith("/") ? path : "/" + path);
      }
    }

    /// What makes the framing or the target of a request unclear (RFC 9112, 3.2 and 6.1), if
    /// anything.
    private static Optional<String> problem(HttpRequest request) {
      List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
      boolean old = request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) < 0;
      if (hosts.size() > 1 || (hosts.isEmpty() && !old)) {
        return Optional.of("Host: " + hosts.size() + " (expected: one)");
      }
      if (!hosts.isEmpty() && !HOST.matcher(hosts.getFirst()).matches()) {
        return Optional.of("Host: not a name or address (expected: one, with an optional port)");
      }
      List<String> encodings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
      if (!encodings.isEmpty()
          && (encodings.size() > 1 || !encodings.getFirst().strip().equalsIgnoreCase("chunked"))) {
        return Optional.of("Transfer-Encoding: " + encodings + " (expected: chunked)");
      }
      return Optional.empty();
    }

    private boolean tooLong(@Nullable String length) {
      try {
        return length != null && Long.parseLong(length) > maxBytes;
      } catch (NumberFormatException _) {
        return false;
      }
    }
  }
}
