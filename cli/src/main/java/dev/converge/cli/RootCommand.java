package dev.converge.cli;

import dev.converge.cli.command.AuditCommand;
import dev.converge.cli.command.BackupCommand;
import dev.converge.cli.command.ClientCommands;
import dev.converge.cli.command.CompareCommand;
import dev.converge.cli.command.ConfigCommand;
import dev.converge.cli.command.ContinueCommand;
import dev.converge.cli.command.EraseCommand;
import dev.converge.cli.command.EvalCommand;
import dev.converge.cli.command.ForkCommand;
import dev.converge.cli.command.KeysCommand;
import dev.converge.cli.command.McpCommand;
import dev.converge.cli.command.ModelsCommand;
import dev.converge.cli.command.PatentsCommand;
import dev.converge.cli.command.RecordingsCommand;
import dev.converge.cli.command.ReplayCommand;
import dev.converge.cli.command.ReportCommand;
import dev.converge.cli.command.RestoreCommand;
import dev.converge.cli.command.RunCommand;
import dev.converge.cli.command.ServeCommand;
import dev.converge.cli.command.StoreCommand;
import dev.converge.cli.command.TemplatesCommand;
import dev.converge.cli.command.VerifyCommand;
import dev.converge.cli.command.WebhooksCommand;
import dev.converge.cli.command.WorkerCommand;
import dev.converge.cli.command.help.CompletionCommand;
import dev.converge.cli.command.help.Examples;
import dev.converge.cli.command.help.ManCommand;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.cli.terminal.VersionLine;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The root of the subcommands. Apart from [Main], so that a server starts without the library of
/// command lines.
@Command(
    name = "converge",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = VersionLine.class,
    description =
        "Runs flows of AI agents until no agent adds anything new, and records proof of every"
            + " step.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ServeCommand.class,
      WorkerCommand.class,
      RunCommand.class,
      ClientCommands.Submit.class,
      ClientCommands.Get.class,
      ClientCommands.Watch.class,
      ClientCommands.Explain.class,
      ForkCommand.class,
      ClientCommands.Cancel.class,
      ContinueCommand.class,
      ClientCommands.Return.class,
      ClientCommands.Approve.class,
      ClientCommands.Reject.class,
      ClientCommands.ListJobs.class,
      AuditCommand.class,
      VerifyCommand.class,
      ReplayCommand.class,
      CompareCommand.class,
      ReportCommand.class,
      EraseCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      StoreCommand.class,
      EvalCommand.class,
      TemplatesCommand.class,
      ModelsCommand.class,
      PatentsCommand.class,
      RecordingsCommand.class,
      ConfigCommand.class,
      KeysCommand.class,
      McpCommand.class,
      WebhooksCommand.class,
      CompletionCommand.class,
      ManCommand.class,
      HelpCommand.class
    })
final class RootCommand implements Runnable {
  @Spec private CommandSpec spec;

  private RootCommand() {}

  static CommandLine commandLine() {
    return Examples.addTo(new CommandLine(new RootCommand()))
        .setExpandAtFiles(false)
        .setExecutionExceptionHandler((e, command, _) -> Main.failed(e, command.getErr()))
        .setParameterExceptionHandler(RootCommand::misused);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "missing command");
  }

  private static int misused(ParameterException e, String[] ignored) {
    CommandLine command = e.getCommandLine();
    command.getErr().println("converge: " + e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr());
    command.usage(command.getErr());
    return ExitCode.USAGE;
  }
}
