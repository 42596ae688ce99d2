package dev.converge.runtime.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;

/// What every stream of server-sent events has in common.
public final class ServerSentEvents {
  /// The headers of the response: nobody keeps it, packs it or holds it back.
  public static final ResponseHeaders HEADERS =
      ResponseHeaders.builder(HttpStatus.OK)
          .contentType(MediaType.parse(Resource.EVENT_STREAM))
          .set(HttpHeaderNames.CACHE_CONTROL, "no-store, no-transform")
          .set("x-accel-buffering", "no")
          .build();

  /// A comment, which clients pass over: a sign of life.
  public static final HttpData ALIVE = HttpData.ofUtf8(": \n\n");

  private ServerSentEvents() {}
}
