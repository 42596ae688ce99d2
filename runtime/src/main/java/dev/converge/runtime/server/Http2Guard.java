package dev.converge.runtime.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Headers.PseudoHeaderName;
import java.util.List;

/// Closes gaps of Netty and Armeria on HTTP/2 connections: a request that lacks a pseudo-header or
/// has one twice is refused (RFC 9113, section 8.3.1), because a proxy in front could read it
/// differently. The target `*` is routed as on HTTP/1.
final class Http2Guard extends Http2FrameListenerDecorator {
  private static final List<PseudoHeaderName> ONCE =
      List.of(
          PseudoHeaderName.METHOD,
          PseudoHeaderName.SCHEME,
          PseudoHeaderName.PATH,
          PseudoHeaderName.AUTHORITY);

  private Http2Guard(Http2FrameListener listener) {
    super(listener);
  }

  /// Watches a connection; does nothing if it does not speak HTTP/2.
  static void watch(ChannelPipeline pipeline) {
    Http2ConnectionHandler handler = pipeline.get(Http2ConnectionHandler.class);
    if (handler != null) {
      Http2ConnectionDecoder decoder = handler.decoder();
      decoder.frameListener(new Http2Guard(decoder.frameListener()));
    }
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx, int stream, Http2Headers headers, int padding, boolean end)
      throws Http2Exception {
    check(stream, headers);
    super.onHeadersRead(ctx, stream, headers, padding, end);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int stream,
      Http2Headers headers,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean end)
      throws Http2Exception {
    check(stream, headers);
    super.onHeadersRead(ctx, stream, headers, dependency, weight, exclusive, padding, end);
  }

  private static void check(int stream, Http2Headers headers) throws Http2Exception {
    CharSequence method = headers.method();
    if (method == null) {
      // Trailers, or a request that Armeria refuses.
      return;
    }
    for (PseudoHeaderName name : ONCE) {
      if (headers.getAll(name.value()).size() > 1) {
        throw malformed(stream, name.value() + " appears twice");
      }
    }
    if (method.toString().equals(HttpMethod.CONNECT.name())) {
      return;
    }
    CharSequence path = headers.path();
    if (path == null || headers.scheme() == null) {
      throw malformed(stream, "no :path or :scheme");
    }
    if (method.toString().equals(HttpMethod.OPTIONS.name()) && path.toString().equals("*")) {
      headers.path(ServerWide.PATH);
    }
  }

  private static Http2Exception malformed(int stream, String why) {
    return Http2Exception.streamError(stream, Http2Error.PROTOCOL_ERROR, why);
  }
}
