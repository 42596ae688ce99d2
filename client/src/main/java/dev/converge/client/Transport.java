package dev.converge.client;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Sends one request and brings its answer, without trying again. Give your own to use another HTTP
/// library; it has to be safe for several threads.
public interface Transport {
  /// Sends a request and returns once the head of its answer is there.
  ///
  /// Reading the body throws an `IOException` when nothing comes for [Request#silence].
  ///
  /// @throws IOException if there is no answer
  Response send(Request request) throws IOException;

  /// The HTTP client of the JDK, or `HttpURLConnection` where there is none, as on Android.
  static Transport ofPlatform() {
    try {
      Class.forName("java.net.http.HttpClient");
    } catch (ClassNotFoundException e) {
      return ofUrlConnections();
    }
    return new JdkTransport();
  }

  /// `HttpURLConnection`, which every Java has. It speaks HTTP/1.1.
  static Transport ofUrlConnections() {
    return new UrlTransport();
  }

  /// A request.
  final class Request {
    private final String method;
    private final URI uri;
    private final Map<String, String> headers;
    private final byte @Nullable [] body;
    private final Duration silence;

    Request(
        String method,
        URI uri,
        Map<String, String> headers,
        byte @Nullable [] body,
        Duration silence) {
      this.method = method;
      this.uri = uri;
      this.headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
      this.body = body == null ? null : body.clone();
      this.silence = silence;
    }

    /// `GET` or `POST`.
    public String method() {
      return method;
    }

    /// Where to, with the query.
    public URI uri() {
      return uri;
    }

    /// What to send beside the body.
    public Map<String, String> headers() {
      return headers;
    }

    /// The body as UTF-8, or null if there is none.
    public byte @Nullable [] body() {
      return body == null ? null : body.clone();
    }

    /// The longest time without a byte from the server.
    public Duration silence() {
      return silence;
    }
  }

  /// An answer. Closing it ends the connection if the body was not read to its end.
  final class Response implements Closeable {
    private final int status;
    private final Map<String, String> headers;
    private final InputStream body;

    /// A response whose body has not been read yet.
    ///
    /// @param status of HTTP
    /// @param headers with names in lowercase
    /// @param body to be read and closed by whoever got the answer
    public Response(int status, Map<String, String> headers, InputStream body) {
      this.status = status;
      this.headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
      this.body = body;
    }

    /// The status of HTTP.
    public int status() {
      return status;
    }

    /// A header, or null if it was not sent.
    ///
    /// @param name in lowercase
    public @Nullable String header(String name) {
      return headers.get(name);
    }

    /// The body; empty if there is none.
    public InputStream body() {
      return body;
    }

    @Override
    public void close() throws IOException {
      body.close();
    }
  }
}
