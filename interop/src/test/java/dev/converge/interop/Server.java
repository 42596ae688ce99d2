package dev.converge.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// `converge serve` in a process of its own, which can be killed and started again where it was.
final class Server implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /// Another process may take the port that was free a moment ago.
  private static final int PORTS = 5;

  private static final long LOOK_AGAIN_NANOS = 5_000_000;

  private final Path folder;
  private final int port;
  private final List<String> options;
  private Process process;

  private Server(Path folder, int port, List<String> options, Process process) {
    this.folder = folder;
    this.port = port;
    this.options = options;
    this.process = process;
  }

  /// Starts one and waits until it listens.
  ///
  /// @param folder for its data
  static Server start(Path folder, String... options) throws IOException {
    List<String> all = List.of(options);
    for (int i = 1; ; i++) {
      int port = freePort();
      Server server = new Server(folder, port, all, launch(folder, port, all));
      try {
        server.untilItListens();
        return server;
      } catch (AssertionError e) {
        server.close();
        if (i == PORTS || !String.valueOf(e.getMessage()).contains("in use")) {
          throw e;
        }
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Process launch(Path folder, int port, List<String> options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("serve", "--port=" + port));
    arguments.add("--data=" + folder.resolve("data"));
    arguments.addAll(options);
    ProcessBuilder builder =
        new ProcessBuilder(command(arguments))
            .directory(folder.toFile())
            .redirectError(folder.resolve("err").toFile())
            .redirectOutput(folder.resolve("out").toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(CONVERGE|OTEL)_.*"));
    return builder.start();
  }

  /// The command line of `converge`.
  static List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.converge.cli.Main"));
    command.addAll(arguments);
    return command;
  }

  private void untilItListens() throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.readString(folder.resolve("out")).contains("converge listens on")) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new AssertionError("it does not listen: " + Files.readString(folder.resolve("err")));
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /// Kills it as `kill -9` does.
  void kill() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /// Starts it again at the same address, over the same data.
  void startAgain() throws IOException {
    Files.delete(folder.resolve("out"));
    process = launch(folder, port, options);
    untilItListens();
  }

  @Override
  public void close() {
    kill();
  }
}
