package dev.converge.cli.command;

import dev.converge.cli.serve.Composition;
import dev.converge.cli.serve.ModelOptions;
import dev.converge.cli.serve.RefusedTemplates;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.core.Program;
import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.domain.template.Template;
import dev.converge.llm.ModelAgents;
import dev.converge.llm.model.ModelChoice;
import dev.converge.llm.model.ProviderStatus;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Shows which providers are configured, and which model each agent would get and why. Never shows
/// keys, only whether their variables are set.
@Command(
    name = "models",
    description = "Shows which models are set up and which one each agent would use.",
    subcommands = ModelsUpdateCommand.class)
public final class ModelsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ModelOptions models;

  @Mixin private TemplateFolders folders = new TemplateFolders();

  @Option(
      names = "--template",
      paramLabel = "NAME[@VERSION]",
      description = "Show only the agents of this template.")
  private @Nullable String template;

  @Option(
      names = "--why",
      description = "Show every model that was considered, and why it was chosen or not.")
  private boolean why;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (Composition wiring = new Composition(folders.all(), models)) {
      RefusedTemplates.print(wiring.templates(), spec.commandLine().getErr());
      ModelAgents agents = wiring.models();
      out.println("Providers");
      for (ProviderStatus provider : agents.providers()) {
        String missing = provider.missing();
        out.printf(
            "  %-12s %s%s%n",
            provider.name(),
            missing == null ? "set up" : missing,
            provider.local() ? " (local)" : "");
      }
      out.printf(
          "%nWeb search for models that cannot search themselves: %s%n",
          agents.searchWords().orElse("none (see docs/models.md)"));
      for (Program program : programs(wiring)) {
        out.printf("%n%s %s%n", program.name(), program.version());
        agents.explain(program).forEach(choice -> show(out, choice));
      }
      out.flush();
    }
    return ExitCode.CONVERGED;
  }

  private List<Program> programs(Composition wiring) {
    return template == null
        ? wiring.templates().list().stream().map(Template::program).toList()
        : List.of(wiring.templates().require(template));
  }

  private void show(PrintWriter out, ModelChoice choice) {
    out.printf(
        "  %-22s %s%n",
        choice.agent(), Optional.ofNullable(choice.model()).orElse(choice.missing()));
    choice.unmet().forEach(unmet -> out.printf("  %-22s   without: %s%n", "", unmet));
    if (why && choice.why() instanceof Json.Obj all) {
      if (all.get("considered").orElse(null) instanceof Json.Arr(List<Json> considered)) {
        for (Json each : considered) {
          Json.Obj one = (Json.Obj) each;
          String against =
              OptionalMembers.text(one, "against")
                  .orElseGet(() ->
                      "at most "
                          + OptionalMembers.text(one, "cost_usd_at_most").orElse("0")
                          + " USD");
          out.printf("    %-38s %s%n", OptionalMembers.text(one, "model").orElse(""), against);
        }
      }
    }
  }
}
