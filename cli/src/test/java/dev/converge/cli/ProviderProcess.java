package dev.converge.cli;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// The OpenID provider `oidc-provider` of npm in a process of its own. Its packages are installed
/// once, as the lock file says.
final class ProviderProcess implements AutoCloseable {
  private static final Path SOURCE = Path.of("src", "test", "oidc");
  private static final Path HOME = Path.of("target", "oidc").toAbsolutePath();
  private static final List<String> FILES =
      List.of("package.json", "package-lock.json", "provider.js");

  private final Process process;
  private final BufferedReader out;
  private final BufferedWriter in;
  private final String issuer;

  /// Starts one; the test is skipped if the machine has no node or cannot install the packages, and
  /// fails where browser tests are required.
  ProviderProcess() throws IOException {
    install();
    try {
      process =
          new ProcessBuilder("node", "provider.js")
              .directory(HOME.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw skipped("node does not start: " + e.getMessage());
    }
    out = process.inputReader(StandardCharsets.UTF_8);
    in = process.outputWriter(StandardCharsets.UTF_8);
    issuer = String.valueOf(out.readLine());
  }

  private static void install() throws IOException {
    Files.createDirectories(HOME);
    boolean same = Files.exists(HOME.resolve("installed"));
    for (String name : FILES) {
      byte[] content = Files.readAllBytes(SOURCE.resolve(name));
      Path copy = HOME.resolve(name);
      same &= Files.exists(copy) && java.util.Arrays.equals(Files.readAllBytes(copy), content);
      Files.write(copy, content);
    }
    if (same) {
      return;
    }
    try {
      Process npm =
          new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
              .directory(HOME.toFile())
              .redirectErrorStream(true)
              .redirectOutput(HOME.resolve("npm.out").toFile())
              .start();
      if (!npm.waitFor(120, TimeUnit.SECONDS) || npm.exitValue() != 0) {
        npm.destroyForcibly();
        throw skipped("npm ci: " + Files.readString(HOME.resolve("npm.out")));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } catch (FileSystemException e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      throw skipped("npm does not start: " + e.getMessage());
    }
    Files.writeString(HOME.resolve("installed"), "");
  }

  private static AssertionError skipped(String why) {
    if ("required".equals(System.getenv("BROWSER_TESTS"))) {
      Assertions.fail(why);
    }
    Assumptions.abort(why);
    return new AssertionError(why);
  }

  String issuer() {
    return issuer;
  }

  /// Registers the client `converge`.
  void register(String redirectUri) throws IOException {
    in.write(redirectUri + "\n");
    in.flush();
    Assertions.assertEquals("ready", out.readLine());
  }

  @Override
  public void close() {
    process.destroy();
  }
}
