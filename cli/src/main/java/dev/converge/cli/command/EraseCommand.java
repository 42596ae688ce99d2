package dev.converge.cli.command;

import dev.converge.cli.client.ServerOptions;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.core.json.Json;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Erases what a server's job says.
@Command(
    name = "erase",
    description = "Erases the content of a finished job of a server, for good.",
    footer =
        "%nWhat was said is gone; what happened when stays, with hashes that still verify. A bundle"
            + " exported before keeps everything.")
public final class EraseCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server = new ServerOptions();

  @Parameters(paramLabel = "JOB", description = "The id of the job.")
  private String id = "";

  @Option(names = "--yes", description = "Really: it cannot be undone.")
  private boolean yes;

  @Override
  public Integer call() {
    if (!yes) {
      throw new ParameterException(
          spec.commandLine(), "erasing cannot be undone (expected: --yes, if it is meant)");
    }
    Json.Obj erased =
        server
            .client()
            .delete("/api/v1/jobs/" + URLEncoder.encode(id, StandardCharsets.UTF_8) + "/content");
    PrintWriter out = spec.commandLine().getOut();
    out.println(erased.canonical());
    out.flush();
    return ExitCode.CONVERGED;
  }
}
