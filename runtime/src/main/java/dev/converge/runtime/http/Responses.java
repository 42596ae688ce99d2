package dev.converge.runtime.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.converge.core.json.CanonicalWriter;

/// Complete responses.
public final class Responses {
  private static final ResponseHeaders JSON =
      ResponseHeaders.of(
          HttpStatus.OK,
          HttpHeaderNames.CONTENT_TYPE,
          MediaType.JSON,
          HttpHeaderNames.CACHE_CONTROL,
          "no-store");

  private Responses() {}

  /// 200 with JSON that must not be cached.
  public static HttpResponse json(CanonicalWriter body) {
    return HttpResponse.of(JSON, HttpData.wrap(body.bytes()));
  }

  /// A status with JSON that must not be cached, to which headers can be added.
  public static ResponseHeadersBuilder jsonHeaders(HttpStatus status) {
    return ResponseHeaders.builder(status)
        .contentType(MediaType.JSON)
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
  }

  /// Headers and a body of JSON.
  public static HttpResponse of(ResponseHeadersBuilder headers, byte[] body) {
    return HttpResponse.of(headers.build(), HttpData.wrap(body));
  }

  /// Headers and a body.
  public static HttpResponse of(ResponseHeadersBuilder headers, CanonicalWriter body) {
    return HttpResponse.of(headers.build(), HttpData.wrap(body.bytes()));
  }
}
