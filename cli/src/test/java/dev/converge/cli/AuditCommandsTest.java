package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.audit.SigningKey;
import dev.converge.cli.command.AuditCommand;
import dev.converge.cli.command.CompareCommand;
import dev.converge.cli.command.ReplayCommand;
import dev.converge.cli.command.ReportCommand;
import dev.converge.cli.command.VerifyCommand;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.core.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class AuditCommandsTest {
  private static final Path FOLDER = ReplaysTest.REPLAYS.resolve("0.1.0");
  private static final String BUNDLE = FOLDER.resolve("growth-strategy-converged.zip").toString();

  @TempDir private Path directory;

  private record Said(int exit, String out) {}

  private static Said run(Callable<Integer> command, String... args) {
    StringWriter out = new StringWriter();
    CommandLine line =
        new CommandLine(command)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out))
            .setExecutionExceptionHandler((e, used, _) -> {
              used.getErr().println(e.getMessage());
              return ExitCode.ERROR;
            });
    int exit = line.execute(args);
    return new Said(exit, out.toString());
  }

  @Test
  void aBundleThatFitsIsSaidToFit() throws IOException {
    Said said = run(new VerifyCommand(), BUNDLE, "--key", ReplaysTest.key(Path.of(BUNDLE)).hex());
    assertEquals(ExitCode.CONVERGED, said.exit(), said.out());
    assertTrue(said.out().startsWith("valid: run run_"), said.out());
  }

  @Test
  void withoutAKeyItSaysWhatThatProves() {
    Said said = run(new VerifyCommand(), BUNDLE);
    assertEquals(ExitCode.CONVERGED, said.exit());
    assertTrue(
        said.out().contains("proves that the bundle is complete, not who made it"), said.out());
  }

  @Test
  void aBundleThatWasChangedIsReportedWithWhatAndWhere() throws IOException {
    byte[] bytes = Files.readAllBytes(Path.of(BUNDLE));
    bytes[bytes.length / 2] ^= 1;
    Path changed = directory.resolve("changed.zip");
    Files.write(changed, bytes);
    Said said = run(new VerifyCommand(), changed.toString(), "--json");
    assertEquals(ExitCode.HALTED, said.exit());
    Json.Obj verdict = (Json.Obj) Json.parse(said.out().strip());
    assertEquals(Json.of(false), verdict.get("valid").orElseThrow());
    assertTrue(said.out().contains("\"check\":\"digest\""), said.out());
    assertEquals(ExitCode.ERROR, run(new ReplayCommand(), changed.toString()).exit());
    assertEquals(ExitCode.ERROR, run(new VerifyCommand(), "no-such-file.zip").exit());
    assertEquals(ExitCode.ERROR, run(new VerifyCommand(), BUNDLE, "--key", "abc").exit());
  }

  @Test
  void aShippedFlowIsReplayedOffline() {
    Said said = run(new ReplayCommand(), BUNDLE);
    assertEquals(ExitCode.CONVERGED, said.exit(), said.out());
    assertTrue(
        said.out().contains("ranking: from the record, recorded version 1, installed 2"),
        said.out());
    assertTrue(said.out().contains("strategy: from the record, not a rule agent"), said.out());
    assertTrue(said.out().contains("identical: "), said.out());
  }

  @Test
  void twoBundlesAreComparedOffline() {
    Said alike = run(new CompareCommand(), BUNDLE, BUNDLE);
    assertEquals(ExitCode.CONVERGED, alike.exit(), alike.out());
    assertTrue(alike.out().contains("events differ only in times and costs"), alike.out());
    String other = FOLDER.resolve("growth-strategy-halted-budget.zip").toString();
    Said differs = run(new CompareCommand(), BUNDLE, other);
    assertEquals(ExitCode.HALTED, differs.exit(), differs.out());
    assertTrue(differs.out().contains("halted (budget)"), differs.out());
    assertTrue(differs.out().contains("first difference: a event "), differs.out());
    Said json = run(new CompareCommand(), BUNDLE, other, "--json");
    assertTrue(Json.parse(json.out().strip()) instanceof Json.Obj, json.out());
    assertEquals(ExitCode.ERROR, run(new CompareCommand(), BUNDLE, "pom.xml").exit());
    Said mixed = run(new CompareCommand(), BUNDLE, "job_01");
    assertTrue(mixed.out().contains("job_01: no such file"), mixed.out());
  }

  @Test
  void thePublicKeyOfADataDirectoryIsPrinted() {
    SigningKey key = SigningKey.ofDirectory(directory);
    Said said = run(new AuditCommand(), "key", "--data", directory.toString());
    assertEquals(
        "public key " + key.publicKey().hex() + "\nkey id     " + key.publicKey().id() + "\n",
        said.out());
    Said pem = run(new AuditCommand(), "key", "--pem", "--data", directory.toString());
    assertEquals(key.publicKey().pem(), pem.out());
    assertEquals(ExitCode.ERROR, run(new AuditCommand(), "key", "--data", "nowhere").exit());
    assertEquals(ExitCode.USAGE, run(new AuditCommand()).exit());
  }

  @Test
  void aReportOnABundleNeedsNoServer() throws IOException {
    Said said = run(new ReportCommand(), BUNDLE);
    assertEquals(ExitCode.CONVERGED, said.exit(), said.out());
    assertTrue(said.out().contains("The run converged after"), said.out());
    Path docx = directory.resolve("report.docx");
    assertEquals(
        ExitCode.CONVERGED, run(new ReportCommand(), BUNDLE, "-o", docx.toString()).exit());
    assertEquals('P', Files.readAllBytes(docx)[0]);
    Said again = run(new ReportCommand(), BUNDLE, "-o", docx.toString());
    assertEquals(ExitCode.ERROR, again.exit());
    assertTrue(again.out().contains("report.docx exists"), again.out());
    Said unknown = run(new ReportCommand(), BUNDLE, "--format", "pdf");
    assertEquals(ExitCode.ERROR, unknown.exit());
    assertTrue(unknown.out().contains("expected: markdown, html or docx"), unknown.out());
  }

  @Test
  void aChangedBundleGetsNoReport() throws IOException {
    byte[] bytes = Files.readAllBytes(Path.of(BUNDLE));
    bytes[bytes.length / 2] ^= 1;
    Path changed = directory.resolve("forged.zip");
    Files.write(changed, bytes);
    Said said = run(new ReportCommand(), changed.toString());
    assertEquals(ExitCode.ERROR, said.exit());
    assertTrue(said.out().contains("forged.zip is not valid"), said.out());
  }
}
