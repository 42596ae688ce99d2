package dev.converge.runtime.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// Pages for browsers. A page is one file without external resources, and its headers say so: it
/// can load nothing, cannot be framed, and can run no script but its own.
public final class HtmlPage {
  private static final String OPEN = "<script>";
  private static final String CLOSE = "</script>";

  private HtmlPage() {}

  /// The text of a resource next to a class.
  ///
  /// @throws UncheckedIOException if it is not there
  public static String resource(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("resource: " + name + " (expected: beside " + beside.getName() + ")");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A page of HTML.
  public static HttpResponse html(String text) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.HTML_UTF_8)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
            .set("content-security-policy", policy(text))
            .set("referrer-policy", "no-referrer")
            .set("x-content-type-options", "nosniff");
    return HttpResponse.of(headers.build(), HttpData.ofUtf8(text));
  }

  private static String policy(String text) {
    int start = text.indexOf(OPEN);
    int end = text.indexOf(CLOSE, start);
    String script =
        start < 0
            ? "'none'"
            : "'sha256-" + digest(text.substring(start + OPEN.length(), end)) + "'";
    return "default-src 'none'; style-src 'unsafe-inline'; connect-src 'self'; base-uri 'none';"
        + " form-action 'none'; frame-ancestors 'none'; script-src "
        + script;
  }

  private static String digest(String script) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
