package dev.converge.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The clients in other languages: their own tests, against the server of this build. They run
/// where their tools are there; those that `CLIENT_TESTS` in the environment names have to be.
final class ForeignClientsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String MADE = "// Made by `npm run generate` from api/openapi.yaml, sha256 ";
  private static final Path CLIENTS = Path.of("..", "clients");

  @TempDir private Path folder = Path.of("");

  private static String hashOfTheContract() throws Exception {
    byte[] contract = Files.readAllBytes(Path.of("..", "api", "openapi.yaml"));
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(contract));
  }

  private static String firstLine(Path file) throws IOException {
    return Files.readString(file).lines().findFirst().orElse("");
  }

  @Test
  void theTypesOfTheTypeScriptClientAreThoseOfTheContract() throws Exception {
    assertEquals(
        MADE + hashOfTheContract(),
        firstLine(CLIENTS.resolve("typescript").resolve("src").resolve("contract.ts")),
        "api/openapi.yaml has changed: run `npm ci && npm run generate` in clients/typescript");
  }

  @Test
  void theTypeScriptClientPassesItsTests() throws Exception {
    Path client = CLIENTS.resolve("typescript");
    Path compiler =
        client.resolve("node_modules").resolve("typescript").resolve("bin").resolve("tsc");
    // Without its development tools it cannot be compiled: `npm ci` brings them.
    assumeOrRequire(
        "typescript", runs("node", "--version") && Files.exists(compiler), "node and `npm ci`");
    String said = run(client, List.of("node", "node_modules/typescript/bin/tsc"));
    said += run(client, List.of("node", "--test", "--test-reporter=tap", "test/"));
    assertTrue(said.contains("# fail 0") && !said.contains("# pass 0"), said);
  }

  @Test
  void thePythonClientPassesItsTests() throws Exception {
    List<String> pythons = List.of("python3", "/usr/bin/python3");
    List<String> usable = new ArrayList<>();
    for (String python : pythons) {
      if (runs(python, "-c", "import httpx, sys; sys.exit(sys.version_info < (3, 11))")) {
        usable.add(python);
      }
    }
    assumeOrRequire("python", !usable.isEmpty(), "Python 3.11 with httpx");
    String said =
        run(
            CLIENTS.resolve("python"),
            List.of(usable.getFirst(), "-B", "-m", "unittest", "discover", "-s", "tests"));
    assertTrue(said.lines().anyMatch("OK"::equals) && !said.contains("Ran 0"), said);
  }

  @Test
  void theSwiftSketchIsSwiftAndItsTypesAreThoseOfTheContract() throws Exception {
    Path client = CLIENTS.resolve("swift");
    assertEquals(
        MADE + hashOfTheContract(),
        firstLine(client.resolve("Sources").resolve("Converge").resolve("Contract.swift")),
        "api/openapi.yaml has changed: run `npm ci --ignore-scripts && npm run generate` in"
            + " clients/swift");
    boolean parser = Files.exists(client.resolve("node_modules").resolve("tree-sitter-swift"));
    assumeOrRequire("swift", runs("node", "--version") && parser, "node and `npm ci`");
    String said = run(client, List.of("node", "check.js"));
    assertTrue(said.contains(" 0 mistakes"), said);
  }

  private static void assumeOrRequire(String language, boolean there, String what) {
    String required = System.getenv().getOrDefault("CLIENT_TESTS", "");
    if (List.of(required.strip().split(" +", -1)).contains(language)) {
      assertTrue(there, () -> "CLIENT_TESTS=" + required + ", but this is missing: " + what);
    }
    assumeTrue(there, () -> "not there: " + what);
  }

  private static boolean runs(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /// A script that starts the server of this build, as `./converge` does with the one that ships.
  private Path server() throws IOException {
    String command =
        Server.command(List.of()).stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    Path script = folder.resolve("converge");
    if (!Files.exists(script)) {
      Files.createFile(
          script,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Files.writeString(script, "#!/bin/sh\nexec " + command + " \"$@\"\n");
    }
    return script;
  }

  private String run(Path in, List<String> command) throws Exception {
    Path out = folder.resolve("out");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(in.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().put("SERVER_COMMAND", server().toString());
    builder.environment().keySet().removeIf(name -> name.matches("(CONVERGE|OTEL)_.*"));
    Process process = builder.start();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    String said = Files.readString(out, StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said;
  }
}
