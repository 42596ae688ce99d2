package dev.converge.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/// Stands between a client and a port of this machine, and can cut what goes through it, delay it,
/// or keep it to itself.
final class TcpProxy implements AutoCloseable {
  private static final int BYTES = 64 << 10;

  /// Where bytes go.
  enum Way {
    TO_SERVER,
    TO_CLIENT
  }

  private final ServerSocket listener;
  private final int port;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile Set<Way> held = Set.of();
  private volatile Duration delay = Duration.ZERO;

  TcpProxy(int port) throws IOException {
    this.port = port;
    this.listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  /// Where it listens.
  int port() {
    return listener.getLocalPort();
  }

  /// Closes every connection; new ones are let through.
  void cut() {
    open.forEach(TcpProxy::close);
  }

  /// Lets nothing through that goes some ways, and closes nothing, until told otherwise.
  void hold(Set<Way> ways) {
    held = ways;
  }

  /// Lets whatever it reads wait for so long.
  void delay(Duration time) {
    delay = time;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        open.add(client);
        threads.execute(() -> connect(client));
      } catch (IOException e) {
        if (!listener.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void connect(Socket client) {
    try {
      Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
      open.add(server);
      threads.execute(() -> pass(client, server, Way.TO_SERVER));
      pass(server, client, Way.TO_CLIENT);
    } catch (IOException e) {
      // Whoever it stands before is away.
      close(client);
    }
  }

  private void pass(Socket from, Socket to, Way way) {
    byte[] bytes = new byte[BYTES];
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        LockSupport.parkNanos(delay.toNanos());
        while (held.contains(way)) {
          LockSupport.parkNanos(10_000_000);
        }
        out.write(bytes, 0, read);
        out.flush();
      }
    } catch (IOException e) {
      // The other half closed it.
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    held = Set.of();
    cut();
    threads.shutdownNow();
  }
}
