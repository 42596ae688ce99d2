package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Verifying a bundle needs no server, so its process loads no class of one.
final class VerifyLoadsNoServerTest {
  private static final Pattern SERVER = Pattern.compile("(com\\.linecorp|io\\.grpc|io\\.netty)\\.");

  @TempDir private Path folder;

  @Test
  void verifyLoadsNeitherArmeriaNorGrpc() throws Exception {
    Path bundle;
    try (Stream<Path> replays = Files.walk(Path.of("..", "replays"))) {
      bundle =
          replays
              .filter(file -> file.toString().endsWith(".zip"))
              .sorted()
              .findFirst()
              .orElseThrow();
    }
    Path loaded = folder.resolve("loaded.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + loaded,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "verify",
                bundle.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out.txt").toFile())
            .start();
    assertTrue(process.waitFor(2, TimeUnit.MINUTES));
    assertEquals(0, process.exitValue(), Files.readString(folder.resolve("out.txt")));
    List<String> lines = Files.readAllLines(loaded);
    assertTrue(lines.stream().anyMatch(line -> line.contains("dev.converge.audit.Verifier")));
    assertEquals(List.of(), lines.stream().filter(line -> SERVER.matcher(line).find()).toList());
  }
}
