package dev.converge.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A server in a process of its own, over a temporary data folder. Closing it ends the process and
/// deletes the folder. Not thread-safe.
final class ServerUnderLoad implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("(?:^|:)(\\d+)/*$");
  private static final Pattern SIZE = Pattern.compile("(\\w+):\\s+(\\d+) kB");
  private static final List<String> OPTIONS =
      List.of(
          "-Xmx160m",
          "-XX:InlineSmallCode=1000",
          "-XX:CompileThresholdScaling=2",
          "-XX:TrimNativeHeapInterval=5000",
          "-XX:-G1UseAdaptiveIHOP",
          "-XX:InitiatingHeapOccupancyPercent=55",
          "-XX:G1ReservePercent=20",
          "-XX:-ClassUnloadingWithConcurrentMark");

  private final Path data;
  private final Process process;
  private final int port;

  private ServerUnderLoad(Path data, Process process, int port) {
    this.data = data;
    this.process = process;
    this.port = port;
  }

  /// Starts what users start, `./converge serve`, with the options and the cache of classes that it
  /// gives the JVM. `CONVERGE_JAVA_OPTS` and `CONVERGE_AOT=off` mean what they mean there.
  static ServerUnderLoad serve() throws IOException {
    Path data = Files.createTempDirectory("converge-bench-");
    ProcessBuilder command =
        new ProcessBuilder(
            System.getProperty("converge.script", "./converge"),
            "serve",
            "--port",
            "0",
            "--data",
            data.toString());
    // Made before the start and not beside it, where it would take the processor.
    command.environment().putIfAbsent("CONVERGE_AOT", "now");
    return started(data, command);
  }

  /// Starts a server that prints its address, which ends with its port, on a line of its own.
  ///
  /// @param arguments the main class and its arguments, for a data folder
  static ServerUnderLoad start(Function<Path, List<String>> arguments) throws IOException {
    Path data = Files.createTempDirectory("converge-bench-");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // As `./converge serve` has it; options of the user come later, so that they win.
    command.addAll(OPTIONS);
    String options = System.getenv("CONVERGE_JAVA_OPTS");
    if (options != null && !options.isBlank()) {
      command.addAll(List.of(options.strip().split(" +")));
    }
    command.add("-XX:+UseCompactObjectHeaders");
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.addAll(arguments.apply(data));
    ProcessBuilder process = new ProcessBuilder(command);
    process.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
    return started(data, process);
  }

  /// Waits for the address. Lines before it are passed over: a JVM prints some for options such as
  /// a flight recording.
  private static ServerUnderLoad started(Path data, ProcessBuilder command) throws IOException {
    Process process = command.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher address = ADDRESS.matcher(line.strip());
        if (address.find()) {
          return new ServerUnderLoad(data, process, Integer.parseInt(address.group(1)));
        }
      }
      throw new IOException("the server did not start");
    } catch (IOException e) {
      process.destroy();
      process.onExit().join();
      delete(data);
      throw e;
    }
  }

  int port() {
    return port;
  }

  /// The processor time used so far. It varies less than a rate where others share the machine.
  long cpuMillis() {
    return process.info().totalCpuDuration().map(Duration::toMillis).orElse(0L);
  }

  /// The bytes of the data folder.
  long bytesOnDisk() throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      long sum = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sum += Files.size(file);
      }
      return sum;
    }
  }

  /// The resident memory, and of what it is; empty where `/proc` does not exist.
  String memory() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return "";
    }
    Map<String, Long> mebibytes = new HashMap<>();
    for (String line : Files.readAllLines(status)) {
      Matcher size = SIZE.matcher(line);
      if (size.matches()) {
        mebibytes.put(size.group(1), Long.parseLong(size.group(2)) >> 10);
      }
    }
    return "resident memory %d MiB (its own %d, mapped files %d, most so far %d)"
        .formatted(
            mebibytes.get("VmRSS"),
            mebibytes.get("RssAnon"),
            mebibytes.get("RssFile"),
            mebibytes.get("VmHWM"));
  }

  static String machine() {
    return Runtime.getRuntime().availableProcessors()
        + " processors, Java "
        + Runtime.version()
        + ", client on the same machine";
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.destroy();
    process.onExit().join();
    delete(data);
  }
}
