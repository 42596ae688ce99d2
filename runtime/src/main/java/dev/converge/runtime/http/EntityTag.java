package dev.converge.runtime.http;

import com.linecorp.armeria.common.HttpHeaderNames;

/// The tag of a representation (RFC 9110, section 8.8.3).
///
/// @param value as the `ETag` header carries it, quotes included
public record EntityTag(String value) {
  /// The tag of a text that needs no escapes, such as an id or a digest.
  public static EntityTag of(String text) {
    return new EntityTag('"' + text + '"');
  }

  /// Whether `If-None-Match` of a request contains this tag, so that the client has the
  /// representation.
  public boolean isKnownTo(Exchange exchange) {
    String header = exchange.header(HttpHeaderNames.IF_NONE_MATCH);
    if (header == null) {
      return false;
    }
    for (String each : header.split(",", -1)) {
      String tag = each.strip();
      if (tag.equals("*") || tag.equals(value) || tag.equals("W/" + value)) {
        return true;
      }
    }
    return false;
  }
}
