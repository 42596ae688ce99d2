package dev.converge.domain.patent.search;

import java.net.http.HttpHeaders;

/// What a source sent back.
///
/// @param status of HTTP
/// @param headers of the response
/// @param body as text
record PatentReply(int status, HttpHeaders headers, String body) {
  boolean good() {
    return status / 100 == 2;
  }

  String header(String name) {
    return headers.firstValue(name).orElse("");
  }
}
