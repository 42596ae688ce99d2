package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import dev.converge.audit.SigningKey;
import dev.converge.cli.config.Config;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.engine.error.ConvergeException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bundles and erasure by the command line, against a server whose key was supplied.
final class AuditServerTest {
  @TempDir private Path folder = Path.of("");

  private Path key = Path.of("");
  private Served serving;

  private record Said(int exit, String out, String err) {}

  @BeforeEach
  void start() throws Exception {
    Path keys = Files.createDirectories(folder.resolve("keys"));
    SigningKey.ofDirectory(keys);
    key = keys.resolve(SigningKey.FILE);
    serving = Served.start(config(), Map.of());
  }

  @AfterEach
  void stop() {
    serving.close();
  }

  private Config config() throws Exception {
    return Config.load(
        Map.of(
            "--port", List.of("0"),
            "--grace-period", List.of("2s"),
            "--signing-key", List.of(key.toString()),
            "--templates", List.of(HeldJobs.template(folder).toString())),
        Map.of(),
        folder);
  }

  private static Said run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(args);
    return new Said(exit, out.toString(), err.toString());
  }

  private String submit(String body) {
    AggregatedHttpResponse answer =
        WebClient.of(serving.url())
            .execute(
                RequestHeaders.of(
                    HttpMethod.POST, "/api/v1/jobs", HttpHeaderNames.CONTENT_TYPE, MediaType.JSON),
                body)
            .aggregate()
            .join();
    assertTrue(answer.status().isSuccess(), answer::contentUtf8);
    String job = HeldJobs.text(answer.contentUtf8(), "job_id");
    if (!body.equals(HeldJobs.HELD)) {
      String end =
          WebClient.of(serving.url())
              .get("/api/v1/jobs/" + job + "?wait=10s")
              .aggregate()
              .join()
              .contentUtf8();
      assertTrue(end.contains("\"status\":\"converged\""), end);
    }
    return job;
  }

  private Path export(String job, String name) {
    Path bundle = folder.resolve(name);
    Said said = run("audit", "export", job, "--server", serving.url(), "-o", bundle.toString());
    assertEquals(ExitCode.CONVERGED, said.exit(), said::err);
    return bundle;
  }

  private Said erase(String job, String... more) {
    List<String> args = new java.util.ArrayList<>(List.of("erase", job, "--server", serving.url()));
    args.addAll(List.of(more));
    return run(args.toArray(String[]::new));
  }

  @Test
  void bundlesAreSignedWithTheKeyThatWasSuppliedAndNoOtherIsMade() throws Exception {
    Path bundle = export(submit(HeldJobs.GROWTH), "a.zip");
    Said printed = run("audit", "key", "--pem", "--signing-key", key.toString());
    assertEquals(ExitCode.CONVERGED, printed.exit(), printed::err);
    Path publicKey = Files.writeString(folder.resolve("public.pem"), printed.out());
    Said fits = run("verify", bundle.toString(), "--key", publicKey.toString());
    assertEquals(ExitCode.CONVERGED, fits.exit(), fits::out);
    assertFalse(Files.exists(folder.resolve("converge-data").resolve(SigningKey.FILE)));
    String stranger = SigningKey.generate().publicKey().hex();
    assertEquals(ExitCode.HALTED, run("verify", bundle.toString(), "--key", stranger).exit());
  }

  @Test
  void aSuppliedKeyThatIsMissingOrOpenToOthersKeepsTheServerFromStarting() throws Exception {
    serving.close();
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    String open =
        String.valueOf(
            assertThrows(ConvergeException.class, () -> Served.start(config(), Map.of()))
                .getMessage());
    assertTrue(open.contains(key + " has mode rw-r--r-- (expected: rw-------"), open);
    Files.delete(key);
    String missing =
        String.valueOf(
            assertThrows(ConvergeException.class, () -> Served.start(config(), Map.of()))
                .getMessage());
    assertTrue(missing.contains(key + " does not exist"), missing);
  }

  @Test
  void anErasedJobSaysNothingAnyMoreAndItsBundleStillVerifiesAndSaysSo() throws Exception {
    String job = submit(HeldJobs.GROWTH);
    String before =
        Files.readString(export(job, "before.zip"), java.nio.charset.StandardCharsets.ISO_8859_1);
    assertTrue(before.contains("Nordic B2B SaaS"), "the bundle is stored without compression");

    Said unsure = erase(job);
    assertEquals(ExitCode.USAGE, unsure.exit());
    assertTrue(unsure.err().contains("cannot be undone (expected: --yes"), unsure::err);

    Said erased = erase(job, "--yes");
    assertEquals(ExitCode.CONVERGED, erased.exit(), erased::err);
    assertEquals(job, HeldJobs.text(erased.out(), "job_id"));
    assertEquals("by request", HeldJobs.text(erased.out(), "because"));
    assertEquals(erased.out(), erase(job, "--yes").out());

    Path after = export(job, "after.zip");
    String rest = Files.readString(after, java.nio.charset.StandardCharsets.ISO_8859_1);
    assertFalse(rest.contains("Nordic B2B SaaS"), "content is left");
    Said verified = run("verify", after.toString());
    assertEquals(ExitCode.CONVERGED, verified.exit(), verified::out);
    assertTrue(verified.out().contains("erased"), verified::out);
  }

  @Test
  void whatIsNotOverAndWhatIsNotThereCannotBeErased() {
    Said waiting = erase(submit(HeldJobs.HELD), "--yes");
    assertEquals(ExitCode.ERROR, waiting.exit());
    assertTrue(waiting.err().startsWith("converge: "), waiting::err);
    Said unknown = erase("job_01ARZ3NDEKTSV4RRFFQ69G5FAV", "--yes");
    assertEquals(ExitCode.ERROR, unknown.exit());
    assertTrue(unknown.err().contains("job"), unknown::err);
    assertEquals(
        ExitCode.ERROR, run("erase", "x", "--yes", "--server", "http://127.0.0.1:1").exit());
  }
}
