package dev.converge.cli.command;

import dev.converge.audit.BundleBytes;
import dev.converge.audit.BundleRun;
import dev.converge.audit.compare.Comparison;
import dev.converge.audit.compare.RunLog;
import dev.converge.cli.client.ServerClient;
import dev.converge.cli.client.ServerOptions;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.core.json.Json;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Shows how two runs differ: bundles offline, runs on a server there.
@Command(
    name = "compare",
    description = {
      "Compares two bundles, or two runs on a server.",
      "Prints the first event that differs, the differences in facts and rejected proposals, and"
          + " the costs and times of both."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:only times and costs differ",
      " 1:something differs",
      " 3:error",
      "64:usage"
    })
public final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server = new ServerOptions();

  @Parameters(
      index = "0",
      paramLabel = "A",
      description = "A bundle file, or the id of a run or job on the server.")
  private String a = "";

  @Parameters(
      index = "1",
      paramLabel = "B",
      description = "The bundle, run or job to compare it with.")
  private String b = "";

  @Option(names = "--json", description = "Print the comparison as one JSON document.")
  private boolean json;

  @Override
  public Integer call() {
    boolean fileA = Files.exists(Path.of(a));
    boolean fileB = Files.exists(Path.of(b));
    if (fileA != fileB) {
      throw new ParameterException(
          spec.commandLine(),
          (fileA ? b : a)
              + ": no such file (expected: two bundles, or the ids of two runs on a server)");
    }
    return fileA ? bundles() : runs();
  }

  private int bundles() {
    Comparison comparison = Comparison.of(log(Path.of(a)), log(Path.of(b)));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(comparison.json().canonical());
    } else {
      comparison.lines().forEach(out::println);
    }
    out.flush();
    return comparison.alike() ? ExitCode.CONVERGED : ExitCode.HALTED;
  }

  private static RunLog log(Path bundle) {
    try {
      return BundleRun.open(BundleBytes.of(bundle)).log();
    } catch (IOException e) {
      throw new ConvergeException(
          ErrorCode.NOT_FOUND, bundle + " cannot be read: " + e.getMessage(), e);
    } catch (ConvergeException e) {
      throw new ConvergeException(e.code(), bundle + ": " + e.getMessage(), e);
    }
  }

  private int runs() {
    ServerClient client = server.client();
    String path =
        "/api/v1/runs/compare?a=" + ClientCommands.encode(a) + "&b=" + ClientCommands.encode(b);
    Json.Obj comparison = client.get(path);
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? comparison.canonical() + System.lineSeparator() : client.text(path));
    out.flush();
    boolean alike = comparison.get("alike").filter(Json.of(true)::equals).isPresent();
    return alike ? ExitCode.CONVERGED : ExitCode.HALTED;
  }
}
