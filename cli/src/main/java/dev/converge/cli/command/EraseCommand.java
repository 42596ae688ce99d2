package dev.converge.cli.command;

import dev.converge.cli.client.ServerOptions;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.core.json.Json;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Erases the content of a job on a server.
@Command(
    name = "erase",
    description = "Erases the content of a finished job. This cannot be undone.",
    footer =
        "%nDeletes the content of the job. The record of what happened remains, and its hashes"
            + " still verify. Bundles exported earlier keep the content.")
public final class EraseCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server = new ServerOptions();

  @Mixin private JobArgument job = new JobArgument();

  @Option(names = "--yes", description = "Skip the confirmation prompt.")
  private boolean yes;

  @Override
  public Integer call() {
    if (!yes) {
      throw new ParameterException(
          spec.commandLine(), "erasing cannot be undone (expected: --yes to confirm)");
    }
    Json.Obj erased = server.client().delete(job.path() + "/content");
    PrintWriter out = spec.commandLine().getOut();
    out.println(erased.canonical());
    out.flush();
    return ExitCode.CONVERGED;
  }
}
