package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.converge.cli.terminal.ExitCode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an operator gets to read where a server cannot start: one clear message, an exit code, and
/// nothing lost.
final class ServeRefusedTest {
  @TempDir private Path folder = Path.of("");

  private String refusal(int code, String... options) throws IOException {
    try (ServerProcess server = ServerProcess.launch(folder, options)) {
      assertEquals(code, server.end(ServerProcess.PATIENCE), server::toString);
      String said = server.err();
      assertFalse(said.contains("\tat "), said);
      assertFalse(said.contains("Exception"), said);
      return said.strip();
    }
  }

  private String data() {
    return "--data=" + folder.resolve("data");
  }

  @Test
  void aWrongKeyOfTheConfigurationIsNamedWithItsPlaceAndTheNearest() throws IOException {
    Files.writeString(folder.resolve("converge.yaml"), "# ours\nprot: 1\n");
    assertEquals(
        "converge.yaml:2:1: unknown key \"prot\" (expected: a setting; did you mean \"port\"?)",
        refusal(ExitCode.USAGE, data()));
    assertFalse(Files.exists(folder.resolve("data")));
  }

  @Test
  void beyondThisMachineItDoesNotListenToEverybody() throws IOException {
    String said = refusal(ExitCode.USAGE, data(), "--host=0.0.0.0", "--port=0");
    assertTrue(said.startsWith("host: 0.0.0.0 is reachable from other machines"), said);
    assertFalse(Files.exists(folder.resolve("data")));
  }

  @Test
  void aUsedPortIsNamed() throws IOException {
    try (ServerSocket used = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String said = refusal(ExitCode.ERROR, data(), "--port=" + used.getLocalPort());
      assertTrue(said.contains("127.0.0.1:" + used.getLocalPort()), said);
      assertTrue(said.contains("in use"), said);
      assertEquals(1, said.lines().count(), said);
    }
  }

  @Test
  void aMissingFolderOfTemplatesIsNamed() throws IOException {
    String said = refusal(ExitCode.USAGE, data(), "--port=0", "--templates=nowhere");
    assertTrue(said.contains("nowhere"), said);
    assertEquals(1, said.lines().count(), said);
  }

  @Test
  void aDataFolderThatCannotBeMadeIsNamed() throws IOException {
    Files.writeString(folder.resolve("data"), "a file");
    String said = refusal(ExitCode.ERROR, data(), "--port=0");
    assertTrue(said.contains(folder.resolve("data").toString()), said);
    assertEquals("a file", Files.readString(folder.resolve("data")));
  }

  @Test
  void aCorruptDatabaseIsReportedAndLeftAsItIs() throws IOException {
    byte[] noise = new byte[64 << 10];
    new Random(5).nextBytes(noise);
    Path database = Files.createDirectories(folder.resolve("data")).resolve("converge.db");
    Files.write(database, noise);
    String said = refusal(ExitCode.ERROR, data(), "--port=0");
    assertTrue(said.contains("data") && said.contains("database"), said);
    assertArrayEquals(noise, Files.readAllBytes(database));
  }

  @Test
  void aSecondServerOnTheSameFolderSaysWhoHasIt() throws Exception {
    try (ServerProcess first = ServerProcess.start(folder, data(), "--port=0")) {
      String said = refusal(ExitCode.ERROR, data(), "--port=0");
      assertTrue(said.contains("is in use by process "), said);
      assertEquals(200, get(first.uri().resolve("/health")).statusCode());
    }
  }

  private static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          request.timeout(ServerProcess.PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  /// Where the system lets us: another disk, of a size of ours.
  private Path mounted(String options) throws IOException, InterruptedException {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "another system");
    Path disk = Files.createDirectories(folder.resolve("disk"));
    assumeTrue(run("mount", "-t", "tmpfs", "-o", options, "tmpfs", disk.toString()), "no mounts");
    return disk;
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    try {
      Process process = new ProcessBuilder(command).start();
      return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
    } catch (IOException _) {
      return false;
    }
  }

  @Test
  void aReadOnlyDiskIsReported() throws Exception {
    Path disk = mounted("size=64m");
    try {
      Files.createDirectories(disk.resolve("data"));
      assumeTrue(run("mount", "-o", "remount,ro", disk.toString()), "no remounts");
      String said = refusal(ExitCode.ERROR, "--data=" + disk.resolve("data"), "--port=0");
      assertTrue(said.contains(disk.resolve("data").toString()), said);
      assertTrue(said.contains("Read-only"), said);
    } finally {
      run("umount", disk.toString());
    }
  }

  @Test
  void aFullDiskFailsReadinessAndSubmissionsAndNothingAcknowledgedIsLost() throws Exception {
    Path disk = mounted("size=64m");
    String options = "--data=" + disk.resolve("data");
    try {
      String jobId;
      try (ServerProcess server = ServerProcess.start(folder, options, "--port=0")) {
        jobId = submit(server, 202);
        fill(disk);
        until(() -> get(server.uri().resolve("/ready")).statusCode() == 503);
        assertTrue(get(server.uri().resolve("/ready")).body().contains("\"store\""));
        assertEquals(200, get(server.uri().resolve("/health")).statusCode());
        server.terminate();
        assertEquals(0, server.end(ServerProcess.PATIENCE));
      }
      Files.delete(disk.resolve("filler"));
      try (ServerProcess server = ServerProcess.start(folder, options, "--port=0")) {
        until(() -> get(server.uri().resolve("/ready")).statusCode() == 200);
        assertEquals(200, get(server.uri().resolve("/api/v1/jobs/" + jobId)).statusCode());
        submit(server, 202);
      }
    } finally {
      run("umount", disk.toString());
    }
  }

  private static void fill(Path disk) {
    byte[] block = new byte[1 << 20];
    try (OutputStream out = Files.newOutputStream(disk.resolve("filler"))) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      assertTrue(String.valueOf(full.getMessage()).contains("No space"), full::toString);
    }
  }

  private static String submit(ServerProcess server, int expected) throws Exception {
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(server.uri().resolve("/api/v1/jobs"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(HeldJobs.GROWTH)));
    assertEquals(expected, response.statusCode(), response.body());
    return HeldJobs.text(response.body(), "job_id");
  }

  private interface Check {
    boolean holds() throws Exception;
  }

  private static void until(Check check) throws Exception {
    long end = System.nanoTime() + ServerProcess.PATIENCE.toNanos();
    while (!check.holds()) {
      assertTrue(System.nanoTime() < end, "it never became so");
      java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
    }
  }
}
