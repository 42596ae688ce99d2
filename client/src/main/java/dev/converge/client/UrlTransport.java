package dev.converge.client;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Requests over `HttpURLConnection`.
final class UrlTransport implements Transport {
  private static final int CONNECT_MS = 10_000;

  @Override
  public Response send(Request request) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) request.uri().toURL().openConnection();
    connection.setRequestMethod(request.method());
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setConnectTimeout(CONNECT_MS);
    connection.setReadTimeout((int) request.silence().toMillis());
    for (Map.Entry<String, String> header : request.headers().entrySet()) {
      connection.setRequestProperty(header.getKey(), header.getValue());
    }
    try {
      byte[] body = request.body();
      if (body != null) {
        connection.setDoOutput(true);
        // Without it the JDK would send a request again by itself, whatever the request does.
        connection.setFixedLengthStreamingMode(body.length);
        connection.getOutputStream().write(body);
      }
      int status = connection.getResponseCode();
      return new Response(status, headers(connection), body(connection, status));
    } catch (IOException e) {
      connection.disconnect();
      throw e;
    }
  }

  private static Map<String, String> headers(HttpURLConnection connection) {
    Map<String, String> headers = new HashMap<>();
    for (Map.Entry<String, List<String>> header : connection.getHeaderFields().entrySet()) {
      // The line of the status has no name.
      if (header.getKey() != null && !header.getValue().isEmpty()) {
        headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue().get(0));
      }
    }
    return headers;
  }

  private static InputStream body(HttpURLConnection connection, int status) throws IOException {
    InputStream body = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
    if (body == null) {
      return new ByteArrayInputStream(new byte[0]);
    }
    return new Body(body, connection);
  }

  /// A body that ends its connection when it is left before its end.
  private static final class Body extends FilterInputStream {
    private final HttpURLConnection connection;
    private volatile boolean complete;

    Body(InputStream body, HttpURLConnection connection) {
      super(body);
      this.connection = connection;
    }

    @Override
    public int read() throws IOException {
      return noted(super.read());
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
      return noted(super.read(to, from, length));
    }

    private int noted(int read) {
      complete |= read < 0;
      return read;
    }

    @Override
    public void close() throws IOException {
      if (complete) {
        super.close();
      } else {
        connection.disconnect();
      }
    }
  }
}
