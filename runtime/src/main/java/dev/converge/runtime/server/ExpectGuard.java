package dev.converge.runtime.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.Map;

/// Sees to it that a client which asks whether to send a body that is too large (`Expect:
/// 100-continue`) is told no, and not first yes: Armeria says 100 before it looks at the length. On
/// HTTP/1 only.
final class ExpectGuard {
  private static final String DECODER = "Http1RequestDecoder";

  /// What decides which protocol a connection speaks.
  private static final int PREFACE_BYTES = 4;

  private final long maxBytes;

  ExpectGuard(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /// Watches a new connection.
  void watch(ChannelPipeline pipeline, boolean tls) {
    if (tls) {
      pipeline.addLast(new AfterHandshake());
    } else {
      pipeline.addFirst(new AfterPreface());
    }
  }

  /// The pipeline has the decoder once the protocol is known; it is Armeria's own, so its name is
  /// all there is to find it by.
  private void guard(ChannelPipeline pipeline) {
    for (Map.Entry<String, ChannelHandler> entry : pipeline) {
      if (entry.getValue().getClass().getSimpleName().equals(DECODER)) {
        pipeline.addBefore(entry.getKey(), null, new Guard());
        return;
      }
    }
  }

  /// Lets the first bytes through alone, so that the pipeline is there before the first request is.
  private final class AfterPreface extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof ByteBuf bytes) {
        ChannelPipeline pipeline = ctx.pipeline();
        if (bytes.readableBytes() > PREFACE_BYTES) {
          ctx.fireChannelRead(bytes.readRetainedSlice(PREFACE_BYTES));
        }
        guard(pipeline);
        ctx.fireChannelRead(bytes);
        pipeline.remove(this);
      } else {
        ctx.fireChannelRead(message);
      }
    }
  }

  private final class AfterHandshake extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof SslHandshakeCompletionEvent) {
        guard(ctx.pipeline());
        ctx.pipeline().remove(this);
      }
      ctx.fireUserEventTriggered(event);
    }
  }

  private final class Guard extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof HttpRequest request
          && request.headers().contains(HttpHeaderNames.EXPECT)
          && tooLong(request.headers().get(HttpHeaderNames.CONTENT_LENGTH))) {
        request.headers().remove(HttpHeaderNames.EXPECT);
      }
      ctx.fireChannelRead(message);
    }

    private boolean tooLong(@org.jspecify.annotations.Nullable String length) {
      try {
        return length != null && Long.parseLong(length) > maxBytes;
      } catch (NumberFormatException _) {
        return false;
      }
    }
  }
}
