package dev.converge.cli.command;

import dev.converge.cli.terminal.ExitCode;
import dev.converge.core.Program;
import dev.converge.domain.describe.ProgramJson;
import dev.converge.domain.flow.RuleAgents;
import dev.converge.domain.template.Template;
import dev.converge.domain.template.Templates;
import dev.converge.domain.template.wiring.WiringSchema;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Commands for templates that can be run, and for those that are being written.
@Command(
    name = "templates",
    description = "Lists, shows, checks, tests and creates templates.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TemplatesCommand.ListThem.class,
      TemplatesCommand.Show.class,
      ValidateCommand.class,
      TemplatesCommand.Schema.class,
      TemplateTestCommand.class,
      TemplatesCommand.New.class
    })
public final class TemplatesCommand {

  @Command(
      name = "list",
      description = "Lists the templates, and the ones that could not be loaded.")
  static final class ListThem implements Callable<Integer> {
    @picocli.CommandLine.Mixin private TemplateFolders sources = new TemplateFolders();
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      Templates templates = sources.load();
      for (Template template : templates.list()) {
        out.printf(
            Locale.ROOT,
            "%-20s %-10s %s%n",
            template.name(),
            template.version(),
            template.description());
      }
      for (Templates.Refused refused : templates.refused()) {
        out.printf(Locale.ROOT, "%-20s not loaded: %s%n", refused.name(), refused.source());
        refused.problems().forEach(problem -> out.println("  " + problem));
      }
      return ExitCode.CONVERGED;
    }
  }

  @Command(
      name = "show",
      description = "Shows a template: its seeds, budget, agents, approvals and invariants.")
  static final class Show implements Callable<Integer> {
    @picocli.CommandLine.Mixin private TemplateFolders sources = new TemplateFolders();
    @Spec private CommandSpec spec;

    @Parameters(
        paramLabel = "NAME[@VERSION]",
        description = "The template. Default version: the latest release.")
    private String name = "";

    @Option(names = "--json", description = "Print everything as one JSON document.")
    private boolean json;

    @Override
    public Integer call() {
      Program program = sources.load().require(name);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(ProgramJson.of(program).canonical());
      } else {
        new TemplateView(out).show(program);
      }
      return ExitCode.CONVERGED;
    }
  }

  @Command(name = "schema", description = "Prints the JSON Schema for wirings. Editors use it.")
  static final class Schema implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      spec.commandLine().getOut().println(WiringSchema.json().canonical());
      return ExitCode.CONVERGED;
    }
  }

  @Command(
      name = "new",
      description = "Creates a folder with the spec and the wiring of a small template that runs.")
  static final class New implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "The name: lowercase words joined by \"-\".")
    private String name = "";

    @Option(
        names = "--dir",
        paramLabel = "DIR",
        description = "The folder to create it in. Default: ./templates.")
    private Path directory = Path.of("templates");

    @Override
    public Integer call() {
      Path folder = Scaffold.write(name, directory);
      new Templates(RuleAgents.installed()).load(folder);
      PrintWriter out = spec.commandLine().getOut();
      out.println("written: " + folder.resolve(name + ".feature"));
      out.println("written: " + folder.resolve(name + ".yaml"));
      out.println("check:   converge templates validate " + folder);
      out.println(
          "run:     converge run --templates "
              + directory
              + " --template "
              + name
              + " --seeds '[{\"id\":\"topic:one\",\"content\":\"…\"}]'");
      return ExitCode.CONVERGED;
    }
  }
}
