package dev.converge.runtime.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;

/// The common parts of all streams of server-sent events.
public final class ServerSentEvents {
  /// The headers of the response: it must not be cached, compressed or buffered.
  public static final ResponseHeaders HEADERS =
      ResponseHeaders.builder(HttpStatus.OK)
          .contentType(MediaType.parse(Resource.EVENT_STREAM))
          .set(HttpHeaderNames.CACHE_CONTROL, "no-store, no-transform")
          .set("x-accel-buffering", "no")
          .build();

  /// A comment, which clients ignore: a sign of life.
  public static final HttpData ALIVE = HttpData.ofUtf8(": \n\n");

  private ServerSentEvents() {}
}
