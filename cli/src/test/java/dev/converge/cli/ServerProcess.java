package dev.converge.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// `converge serve` in a process of its own, as an operator has it.
final class ServerProcess implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(2);
  private final Process process;
  private final Path out;
  private final Path err;

  private ServerProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /// Starts one and does not wait for it.
  ///
  /// @param folder for what it prints, and to work in
  static ServerProcess launch(Path folder, String... options) throws IOException {
    return launchWith(folder, List.of(), options);
  }

  /// Starts one with further options of the JVM and does not wait for it.
  static ServerProcess launchWith(Path folder, List<String> jvm, String... options)
      throws IOException {
    return launchCommand(folder, jvm, "serve", options);
  }

  /// Starts another command that goes on until it is ended, and does not wait for it.
  static ServerProcess launchCommand(
      Path folder, List<String> jvm, String subcommand, String... options) throws IOException {
    List<String> all = new ArrayList<>(SharedClasses.options(ServerProcess::train));
    all.addAll(jvm);
    return run(folder, all, subcommand, options);
  }

  /// Has a server load what servers load.
  static void train(Path folder, List<String> jvm) throws IOException {
    try (ServerProcess server =
        run(folder, jvm, "serve", "--port=0", "--data=" + folder.resolve("data"))) {
      server.uri();
      server.terminate();
      server.end(PATIENCE);
    }
  }

  private static ServerProcess run(
      Path folder, List<String> jvm, String subcommand, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(jvm);
    command.addAll(List.of(Main.class.getName(), subcommand));
    command.addAll(List.of(options));
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(err.toFile())
            .redirectOutput(out.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(CONVERGE|OTEL)_.*"));
    return new ServerProcess(builder.start(), out, err);
  }

  /// Starts one on a free port and waits until it listens.
  static ServerProcess start(Path folder, String... options) throws IOException {
    ServerProcess server = launch(folder, options);
    server.uri();
    return server;
  }

  /// Where it listens.
  URI uri() throws IOException {
    return URI.create(said("converge listens on "));
  }

  /// The rest of the first line that begins so, once there is one.
  String said(String begin) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end && process.isAlive()) {
      for (String line : Files.readAllLines(out)) {
        if (line.startsWith(begin)) {
          return line.substring(begin.length());
        }
      }
      pause();
    }
    throw new AssertionError("it does not say \"" + begin + "\": " + err());
  }

  private static void pause() {
    java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
  }

  /// What it said on standard error.
  String err() throws IOException {
    return Files.readString(err);
  }

  /// Its number in the system.
  long pid() {
    return process.pid();
  }

  /// Sends it another signal, such as `STOP`.
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
  }

  /// Sends it SIGTERM.
  void terminate() {
    process.destroy();
  }

  /// Waits for its end.
  ///
  /// @return its exit code
  int end(Duration within) throws IOException {
    try {
      if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("it does not end within " + within + ": " + err());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    kill();
  }

  /// Sends it SIGKILL, and waits for its end.
  void kill() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
