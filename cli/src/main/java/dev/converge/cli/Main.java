package dev.converge.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The `converge` command: the entry point of the process and the root of its subcommands.
@Command(
    name = "converge",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Runs flows of agents to a fixed point and proves how it got there.")
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  private Main() {}

  /// Runs the command line and ends the process with its exit code.
  ///
  /// @param args the arguments as the shell passed them
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main());
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "missing subcommand");
  }
}
