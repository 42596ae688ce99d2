package dev.converge.cli.command;

import dev.converge.audit.AdminLogExport;
import dev.converge.audit.BundleBytes;
import dev.converge.audit.Finding;
import dev.converge.audit.Verdict;
import dev.converge.audit.Verifier;
import dev.converge.audit.VerifyKey;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.core.json.Json;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Verifies a bundle. Needs only the file, no server and no network.
@Command(
    name = "verify",
    description = "Verifies an audit bundle without a server.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {" 0:the bundle is valid", " 1:the bundle is not valid", " 3:error", "64:usage"})
public final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "BUNDLE",
      description = "A bundle file, or the file of an exported administrative log.")
  private Path bundle = Path.of("");

  @Option(
      names = "--key",
      paramLabel = "HEX|FILE",
      description =
          "The public key of the server, as hex digits or a PEM file (see `converge audit key`)."
              + " Default: the key in the bundle, which proves that the bundle is complete but not"
              + " who made it.")
  private @Nullable String key;

  @Option(names = "--json", description = "Print the verdict as one JSON document.")
  private boolean json;

  @Override
  public Integer call() {
    return isLog() ? verifyLog() : verifyBundle();
  }

  private boolean isLog() {
    try (BufferedReader in = Files.newBufferedReader(bundle, StandardCharsets.ISO_8859_1)) {
      char[] start = new char[64];
      int read = in.read(start);
      return read > 0 && AdminLogExport.isOne(new String(start, 0, read));
    } catch (IOException e) {
      throw unreadable(bundle, e);
    }
  }

  private int verifyLog() {
    PrintWriter out = spec.commandLine().getOut();
    try (BufferedReader in = Files.newBufferedReader(bundle)) {
      AdminLogExport.Verified verified =
          AdminLogExport.verify(in, key == null ? null : trusted(key));
      boolean valid = verified.problems().isEmpty();
      if (json) {
        out.println(
            Json.object()
                .put("valid", valid)
                .put("entries", (double) verified.entries())
                .put("key_id", verified.keyId())
                .put("problems", verified.problems())
                .build()
                .canonical());
      } else {
        verified.problems().forEach(out::println);
        out.println(
            valid
                ? "valid: administrative log, "
                    + verified.entries()
                    + " entries, signed with key "
                    + verified.keyId()
                : "not valid");
      }
      out.flush();
      return valid ? ExitCode.CONVERGED : ExitCode.HALTED;
    } catch (IOException e) {
      throw unreadable(bundle, e);
    }
  }

  private int verifyBundle() {
    Verdict verdict = verify(bundle, key);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(shown(verdict).canonical());
    } else {
      verdict.findings().forEach(out::println);
      out.println(
          verdict.valid()
              ? "valid: run "
                  + verdict.runId()
                  + ", "
                  + verdict.events()
                  + " events, signed with key "
                  + verdict.keyId()
              : "not valid");
    }
    out.flush();
    return verdict.valid() ? ExitCode.CONVERGED : ExitCode.HALTED;
  }

  static Verdict verify(Path bundle, @Nullable String key) {
    try {
      return key == null
          ? Verifier.verify(BundleBytes.of(bundle))
          : Verifier.verify(BundleBytes.of(bundle), trusted(key));
    } catch (IOException e) {
      throw unreadable(bundle, e);
    }
  }

  private static ConvergeException unreadable(Path file, IOException e) {
    return new ConvergeException(
        ErrorCode.NOT_FOUND, file + " cannot be read: " + e.getMessage(), e);
  }

  private static VerifyKey trusted(String key) throws IOException {
    try {
      Path file = Path.of(key);
      return VerifyKey.parse(Files.isRegularFile(file) ? Files.readString(file) : key);
    } catch (IllegalArgumentException e) {
      throw new ConvergeException(ErrorCode.INVALID, "--key: " + e.getMessage(), e);
    }
  }

  private static Json shown(Verdict verdict) {
    List<Json.Obj> findings = verdict.findings().stream().map(VerifyCommand::shown).toList();
    return Json.object()
        .put("valid", verdict.valid())
        .put("run_id", verdict.runId())
        .put("key_id", verdict.keyId())
        .put("events", (double) verdict.events())
        .put("findings", Json.array(findings))
        .build();
  }

  private static Json.Obj shown(Finding finding) {
    return Json.object()
        .put("check", finding.check().word())
        .put("problem", finding.isProblem())
        .put("where", finding.where())
        .put("message", finding.message())
        .build();
  }
}
