package dev.converge.cli.command;

import dev.converge.cli.config.ConfigOptions;
import dev.converge.cli.serve.Working;
import dev.converge.cli.terminal.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Drives the runs of a Temporal cluster until it is told to stop.
@Command(
    name = "worker",
    modelTransformer = ConfigOptions.Worker.class,
    description = "Runs the jobs of servers that use engine.host: temporal.",
    footer = "%nSee docs/temporal.md.")
public final class WorkerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Working.untilAsked(
        ConfigOptions.sources(spec.commandLine().getParseResult()).config(),
        spec.commandLine().getOut());
    return ExitCode.CONVERGED;
  }
}
