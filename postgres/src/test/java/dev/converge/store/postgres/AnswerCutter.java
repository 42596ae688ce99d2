package dev.converge.store.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// Stands between a store and PostgreSQL. Every so many answers to a lane it keeps the answer to
/// itself and closes the connection: what was sent is stored, and the lane does not know.
final class AnswerCutter implements AutoCloseable {
  private static final int BYTES = 64 << 10;

  private final ServerSocket listener;
  private final int port;
  private final int every;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger answers = new AtomicInteger();
  private final AtomicInteger cuts = new AtomicInteger();

  /// @param port of PostgreSQL on this machine
  /// @param every how many answers come to one that is lost
  AnswerCutter(int port, int every) throws IOException {
    this.port = port;
    this.every = every;
    this.listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  /// Where it listens.
  int port() {
    return listener.getLocalPort();
  }

  /// How many answers it kept.
  int cuts() {
    return cuts.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
        Pair pair = new Pair(client, server);
        threads.execute(pair::asks);
        threads.execute(pair::answers);
      } catch (IOException e) {
        if (!listener.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /// One connection in two halves.
  private final class Pair {
    private final Socket client;
    private final Socket server;
    private volatile boolean lane;

    Pair(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void asks() {
      byte[] bytes = new byte[BYTES];
      try (InputStream in = client.getInputStream();
          OutputStream out = server.getOutputStream()) {
        for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
          // What sets a lane up is answered, and counted from the first group.
          lane |=
              new String(Arrays.copyOf(bytes, read), StandardCharsets.ISO_8859_1)
                  .contains("WITH l AS (UPDATE lane");
          out.write(bytes, 0, read);
          out.flush();
        }
      } catch (IOException e) {
        // The other half closed it.
      }
    }

    void answers() {
      byte[] bytes = new byte[BYTES];
      try (client;
          server;
          InputStream in = server.getInputStream();
          OutputStream out = client.getOutputStream()) {
        for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
          if (lane && answers.incrementAndGet() % every == 0) {
            cuts.incrementAndGet();
            return;
          }
          out.write(bytes, 0, read);
          out.flush();
        }
      } catch (IOException e) {
        // The other half closed it.
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }
}
