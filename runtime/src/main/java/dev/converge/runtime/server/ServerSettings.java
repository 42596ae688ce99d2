package dev.converge.runtime.server;

import dev.converge.runtime.http.ConsoleLinks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Settings for listening, limits and timeouts.
///
/// @param host address to listen on
/// @param port to listen on; 0 for any that is free
/// @param tls certificate and key, or `null` for plain text
/// @param limits for requests and connections
/// @param times timeouts
/// @param corsOrigins origins of web pages that are allowed to call it; none by default
/// @param console links to the console for people
public record ServerSettings(
    String host,
    int port,
    @Nullable Tls tls,
    Limits limits,
    Times times,
    List<String> corsOrigins,
    ConsoleLinks console) {
  /// Port 8080 of this machine alone.
  public static final ServerSettings DEFAULT =
      new ServerSettings(
          "127.0.0.1", 8080, null, Limits.DEFAULT, Times.DEFAULT, List.of(), ConsoleLinks.PATHS);

  /// Checks and copies.
  ///
  /// @throws IllegalArgumentException if the port is out of range
  public ServerSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
    }
    corsOrigins = List.copyOf(corsOrigins);
  }

  /// These settings on another address.
  public ServerSettings at(String otherHost, int otherPort) {
    return new ServerSettings(otherHost, otherPort, tls, limits, times, corsOrigins, console);
  }

  /// These settings with TLS.
  public ServerSettings with(Tls secured) {
    return new ServerSettings(host, port, secured, limits, times, corsOrigins, console);
  }

  /// These settings with other limits.
  public ServerSettings with(Limits others) {
    return new ServerSettings(host, port, tls, others, times, corsOrigins, console);
  }

  /// These settings with other times.
  public ServerSettings with(Times others) {
    return new ServerSettings(host, port, tls, limits, others, corsOrigins, console);
  }

  /// These settings with web pages that are allowed to call the server.
  public ServerSettings withCorsOrigins(List<String> origins) {
    return new ServerSettings(host, port, tls, limits, times, origins, console);
  }

  /// These settings with a console at another address.
  public ServerSettings with(ConsoleLinks links) {
    return new ServerSettings(host, port, tls, limits, times, corsOrigins, links);
  }

  /// A certificate chain and its key, as PEM files.
  ///
  /// @param certificates the chain, that of the server first
  /// @param key of the first certificate
  /// @param clientCa certificates of the authorities that must have issued those of clients, or
  ///   `null` if clients need none
  public record Tls(Path certificates, Path key, @Nullable Path clientCa) {}

  /// Limits for requests and connections.
  ///
  /// @param bodyBytes bytes of a body
  /// @param headerBytes bytes of a request's headers together
  /// @param connections open connections
  /// @param streamsPerConnection requests at a time on one HTTP/2 connection
  /// @param resetsPerMinute HTTP/2 streams of one connection that its client may reset in a minute
  public record Limits(
      int bodyBytes,
      int headerBytes,
      int connections,
      int streamsPerConnection,
      int resetsPerMinute) {
    /// 1 MiB bodies, 16 KiB headers.
    public static final Limits DEFAULT = new Limits(1 << 20, 16 << 10, 20_000, 1_000, 400);
  }

  /// Timeouts.
  ///
  /// @param request for a request to be complete and answered; does not apply to streams and waits
  /// @param idle for the next request on a connection
  /// @param longestWait maximum time that a client can wait for a job
  /// @param heartbeat between signs of life on a stream
  /// @param write for a stream's client to read what was sent
  /// @param grace from the signal to the end of the process; shutting down takes at most 80 % of it
  public record Times(
      Duration request,
      Duration idle,
      Duration longestWait,
      Duration heartbeat,
      Duration write,
      Duration grace) {
    /// Waits of up to a minute, heartbeats every 15 s, 30 s to end.
    public static final Times DEFAULT =
        new Times(
            Duration.ofSeconds(10),
            Duration.ofSeconds(75),
            Duration.ofSeconds(60),
            Duration.ofSeconds(15),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30));

    /// These times with another heartbeat.
    public Times withHeartbeat(Duration other) {
      return new Times(request, idle, longestWait, other, write, grace);
    }

    /// These times with another timeout for clients that do not read.
    public Times withWrite(Duration other) {
      return new Times(request, idle, longestWait, heartbeat, other, grace);
    }

    /// These times with another timeout for requests.
    public Times withRequest(Duration other) {
      return new Times(other, idle, longestWait, heartbeat, write, grace);
    }

    /// These times with another grace period.
    public Times withGrace(Duration other) {
      return new Times(request, idle, longestWait, heartbeat, write, other);
    }
  }
}
