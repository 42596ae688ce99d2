package dev.converge.store.sqlite;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Another JVM with the class path of the test. Not thread-safe.
final class Child implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;

  private Child(Process process) {
    this.process = process;
    this.out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static Child start(Class<?> main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return new Child(
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectInput(ProcessBuilder.Redirect.PIPE)
            .start());
  }

  /// Lines that it prints next; fewer at its end.
  List<String> lines(int atMost) throws IOException {
    List<String> lines = new ArrayList<>();
    while (lines.size() < atMost) {
      String line = out.readLine();
      if (line == null) {
        break;
      }
      lines.add(line);
    }
    return lines;
  }

  /// Ends it as a loss of power would, for all it can notice.
  void kill() {
    // Through its handle: the process itself would close what it has printed and we have not read.
    process.toHandle().destroyForcibly();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    try {
      process.waitFor(1, TimeUnit.MINUTES);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    out.close();
  }
}
