package dev.converge.cli.command;

import dev.converge.cli.config.ConfigOptions;
import dev.converge.cli.serve.Serving;
import dev.converge.cli.terminal.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Serves until it is told to stop.
@Command(
    name = "serve",
    modelTransformer = ConfigOptions.All.class,
    description = "Starts the server.",
    footer = "%nFor all settings, run converge config or see docs/reference/configuration.md.")
public final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Serving.untilAsked(
        ConfigOptions.sources(spec.commandLine().getParseResult()).config(),
        spec.commandLine().getOut());
    return ExitCode.CONVERGED;
  }
}
