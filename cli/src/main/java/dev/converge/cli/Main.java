package dev.converge.cli;

import dev.converge.domain.TemplateException;
import dev.converge.engine.ConvergeException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/// The `converge` command: the entry point of the process and the root of its subcommands.
@Command(
    name = "converge",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Runs flows of agents to a fixed point and proves how it got there.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ServeCommand.class,
      RunCommand.class,
      ClientCommands.Submit.class,
      ClientCommands.Get.class,
      ClientCommands.Watch.class,
      ClientCommands.Explain.class,
      ClientCommands.Cancel.class,
      ClientCommands.Approve.class,
      ClientCommands.Reject.class,
      ClientCommands.ListJobs.class,
      AuditCommand.class,
      VerifyCommand.class,
      ReplayCommand.class,
      EraseCommand.class,
      EvalCommand.class,
      TemplatesCommand.class,
      ModelsCommand.class,
      RecordingsCommand.class,
      ConfigCommand.class,
      KeysCommand.class,
      TrainCommand.class
    })
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
    return new CommandLine(new Main())
        .setExpandAtFiles(false)
        .setExecutionExceptionHandler(Main::failed)
        .setParameterExceptionHandler(Main::misused);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "missing command");
  }

  /// What a person can act on is told in a line; anything else is a fault of ours and told whole.
  private static int failed(Exception e, CommandLine command, ParseResult ignored) {
    if (e instanceof TemplateException template) {
      template.problems().forEach(problem -> command.getErr().println(problem));
      return ExitCode.ERROR;
    }
    if (e instanceof ConfigException wrong) {
      command.getErr().println(wrong.getMessage());
      return ExitCode.USAGE;
    }
    if (e instanceof ConvergeException known) {
      command.getErr().println("converge: " + known.getMessage());
      return known.code().exit();
    }
    e.printStackTrace(command.getErr());
    return ExitCode.ERROR;
  }

  private static int misused(ParameterException e, String[] ignored) {
    CommandLine command = e.getCommandLine();
    command.getErr().println("converge: " + e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr());
    command.usage(command.getErr());
    return ExitCode.USAGE;
  }
}
