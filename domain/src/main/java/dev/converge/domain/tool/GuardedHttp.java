package dev.converge.domain.tool;

import dev.converge.core.agent.FailureKind;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// Makes requests to addresses of one reach. A name is resolved once, each of its addresses is
/// checked, and the connection is made to the very address that was checked: no second lookup, no
/// redirect and no proxy can lead elsewhere. HTTP/1.1, one request per connection. Thread-safe.
final class GuardedHttp {
  /// The time to connect.
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private static final int HTTPS = 443;
  private static final int HTTP = 80;

  /// Resolves names.
  interface Names {
    /// All addresses of a host.
    InetAddress[] of(String host) throws UnknownHostException;
  }

  /// A request.
  ///
  /// @param body text, empty for none
  record Asked(String method, URI uri, SortedMap<String, String> headers, String body) {
    private byte[] bytes() {
      return body.getBytes(StandardCharsets.UTF_8);
    }
  }

  /// Reads a response while the connection is open.
  interface Reader<T> {
    T read(HttpAnswer answer) throws IOException, ToolException;
  }

  private final Names names;
  private final InstantSource clock;

  GuardedHttp(Names names, InstantSource clock) {
    this.names = names;
    this.clock = clock;
  }

  /// Makes a request and reads its response.
  ///
  /// @throws ToolException if there is no response
  /// @throws InterruptedException if interrupted
  <T> T exchange(Asked asked, Reach reach, Duration within, Reader<T> reader)
      throws ToolException, InterruptedException {
    Instant until = clock.instant().plus(within);
    try (Socket socket = connect(asked.uri(), reach, until)) {
      socket.setSoTimeout(left(until));
      OutputStream out = socket.getOutputStream();
      out.write(head(asked).getBytes(StandardCharsets.ISO_8859_1));
      out.write(asked.bytes());
      out.flush();
      return reader.read(
          HttpAnswer.read(new BufferedInputStream(new TimedInput(socket, clock, until))));
    } catch (SocketTimeoutException _) {
      interrupted();
      throw new ToolException(FailureKind.TIMEOUT, "no answer within " + within.toMillis() + " ms");
    } catch (IOException e) {
      interrupted();
      throw failure(e);
    }
  }

  /// An interrupt of a virtual thread closes its socket.
  private static void interrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private static ToolException failure(IOException e) {
    return switch (e) {
      case UnknownHostException _ ->
          new ToolException(FailureKind.OUTAGE, "its host was not found");
      case SSLException _ ->
          new ToolException(FailureKind.UNAVAILABLE, "TLS failed: " + e.getMessage());
      default -> new ToolException(FailureKind.OUTAGE, String.valueOf(e.getMessage()));
    };
  }

  private Socket connect(URI uri, Reach reach, Instant until) throws IOException, ToolException {
    String host = host(uri);
    boolean tls = uri.getScheme().equals("https");
    int port = uri.getPort() >= 0 ? uri.getPort() : tls ? HTTPS : HTTP;
    Socket plain = connect(allowed(host, reach), port, until);
    if (!tls) {
      return plain;
    }
    try {
      plain.setSoTimeout(left(until));
      SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
      SSLSocket secure = (SSLSocket) factory.createSocket(plain, host, port, true);
      SSLParameters parameters = secure.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secure.setSSLParameters(parameters);
      secure.startHandshake();
      return secure;
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  /// The host of an address, without the brackets of IPv6.
  static String host(URI uri) {
    String host = String.valueOf(uri.getHost());
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private List<InetAddress> allowed(String host, Reach reach)
      throws UnknownHostException, ToolException {
    List<InetAddress> allowed = Arrays.stream(names.of(host)).filter(reach::allows).toList();
    if (allowed.isEmpty()) {
      throw new ToolException(
          FailureKind.FORBIDDEN,
          switch (reach) {
            case PUBLIC ->
                "its host has no public address (expected: reach: private, if it is in your"
                    + " network)";
            case PRIVATE ->
                "its host has no private address (expected: reach: public, if it is on the"
                    + " internet)";
          });
    }
    return allowed;
  }

  private Socket connect(List<InetAddress> addresses, int port, Instant until) throws IOException {
    IOException last = new SocketTimeoutException("no time left");
    for (InetAddress address : addresses) {
      Socket socket = new Socket(Proxy.NO_PROXY);
      try {
        int within = (int) Math.min(left(until), CONNECT_TIMEOUT.toMillis());
        socket.connect(new InetSocketAddress(address, port), within);
        return socket;
      } catch (IOException e) {
        socket.close();
        last = e;
      }
    }
    throw last;
  }

  /// The milliseconds left, at least one, since zero would mean forever.
  private int left(Instant until) throws SocketTimeoutException {
    long left = Duration.between(clock.instant(), until).toMillis();
    if (left <= 0) {
      throw new SocketTimeoutException("no time left");
    }
    return (int) Math.min(left, Integer.MAX_VALUE);
  }

  private static String head(Asked asked) {
    URI uri = asked.uri();
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    StringBuilder head = new StringBuilder();
    head.append(asked.method()).append(' ').append(path).append(query).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(uri.getRawAuthority()).append("\r\n");
    head.append("Connection: close\r\nAccept-Encoding: identity\r\nUser-Agent: converge\r\n");
    asked
        .headers()
        .forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    if (!asked.body().isEmpty() || !asked.method().equals("GET")) {
      head.append("Content-Length: ").append(asked.bytes().length).append("\r\n");
    }
    return head.append("\r\n").toString();
  }
}
