package dev.converge.cli.command;

import dev.converge.cli.config.ConfigOptions;
import dev.converge.cli.config.ConfigSources;
import dev.converge.cli.config.Settings;
import dev.converge.cli.terminal.ExitCode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Shows the current configuration.
@Command(
    name = "config",
    modelTransformer = ConfigOptions.All.class,
    description =
        "Shows every setting, its value and where the value comes from. Accepts the options of"
            + " `serve`.")
public final class ConfigCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    ConfigSources sources = ConfigOptions.sources(spec.commandLine().getParseResult());
    int widest =
        Settings.all().stream().mapToInt(setting -> setting.name().length()).max().orElse(0);
    sources
        .given()
        .forEach((setting, given) ->
            out.printf(
                "%-" + widest + "s = %s  (%s)%n",
                setting.name(),
                setting.forPeople(given.texts()),
                given.origin()));
    out.flush();
    return ExitCode.CONVERGED;
  }
}
