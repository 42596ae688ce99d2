package dev.converge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import dev.converge.cli.command.TrainCommand;
import dev.converge.cli.command.VerifyCommand;
import dev.converge.cli.command.WebhooksCommand;
import dev.converge.cli.command.WorkerCommand;
import dev.converge.cli.command.help.CompletionCommand;
import dev.converge.cli.command.help.Examples;
import dev.converge.cli.command.help.ManCommand;
import dev.converge.cli.config.ConfigException;
import dev.converge.cli.config.ConfigSources;
import dev.converge.cli.config.PlainOptions;
import dev.converge.cli.serve.Serving;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.cli.terminal.Version;
import dev.converge.domain.template.TemplateException;
import dev.converge.engine.error.ConvergeException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The `converge` command: the entry point of the process and the root of its subcommands.
@Command(
    name = "converge",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
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
      TrainCommand.class,
      HelpCommand.class
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  private Main() {}

  /// Runs the command line and ends the process with its exit code.
  ///
  /// @param args the arguments as the shell passed them
  public static void main(String[] args) {
    List<String> all = List.of(args);
    Optional<Map<String, List<String>>> plain =
        !all.isEmpty() && all.getFirst().equals("serve")
            ? PlainOptions.of(all.subList(1, all.size()))
            : Optional.empty();
    System.exit(plain.isPresent() ? serve(plain.get()) : commandLine().execute(args));
  }

  private static int serve(Map<String, List<String>> options) {
    try {
      ConfigSources sources = ConfigSources.read(options, System.getenv(), Path.of(""));
      Serving.untilAsked(sources.config(), new PrintWriter(System.out, true, UTF_8));
      return ExitCode.CONVERGED;
    } catch (Exception e) {
      return failed(e, new PrintWriter(System.err, true, UTF_8));
    }
  }

  static CommandLine commandLine() {
    return Examples.addTo(new CommandLine(new Main()))
        .setExpandAtFiles(false)
        .setExecutionExceptionHandler((e, command, _) -> failed(e, command.getErr()))
        .setParameterExceptionHandler(Main::misused);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "missing command");
  }

  /// Prints one line for an error that the user can fix, and the stack trace for any other.
  static int failed(Exception e, PrintWriter err) {
    if (e instanceof TemplateException template) {
      template.problems().forEach(err::println);
      return ExitCode.ERROR;
    }
    if (e instanceof ConfigException wrong) {
      err.println(wrong.getMessage());
      return ExitCode.USAGE;
    }
    if (e instanceof ConvergeException known) {
      err.println("converge: " + known.getMessage());
      return known.code().exit();
    }
    e.printStackTrace(err);
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
