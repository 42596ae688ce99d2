package dev.converge.cli.command;

import dev.converge.cli.serve.ToolOptions;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.core.json.Json;
import dev.converge.core.text.TemplateReference;
import dev.converge.domain.flow.RuleAgents;
import dev.converge.domain.template.Template;
import dev.converge.domain.template.TemplateException;
import dev.converge.domain.template.Templates;
import dev.converge.domain.template.source.TemplateProblem;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Checks a template that is being written, once or after each change.
@Command(
    name = "validate",
    description = "Checks a template and prints every problem with its file, line and column.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {" 0:the template is valid", " 3:error", "64:usage, or the template is invalid"})
final class ValidateCommand implements Callable<Integer> {
  private static final long LOOK_AGAIN_MS = 200;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "The folder with the spec and the wiring.")
  private Path directory = Path.of(".");

  @Mixin private ToolOptions tools = new ToolOptions();

  @Option(
      names = "--json",
      description =
          "Print each check as one line of JSON with the members valid, templates and problems. A"
              + " problem has a file, line, column and message.")
  private boolean json;

  @Option(
      names = "--watch",
      description = "Check again after each change until the command is stopped. Editors use it.")
  private boolean watch;

  @Override
  public Integer call() {
    if (!watch && !json) {
      valid().forEach(template -> spec.commandLine().getOut().println(line(template)));
      return ExitCode.CONVERGED;
    }
    return watch ? watched() : told() ? ExitCode.CONVERGED : ExitCode.USAGE;
  }

  /// The templates of the folder.
  ///
  /// @throws TemplateException with every problem
  private List<Template> valid() {
    if (!Files.isDirectory(directory)) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          directory + ": not a folder (expected: a folder with a spec and a wiring)");
    }
    List<Template> found = new Templates(RuleAgents.installed(), tools.tools()).load(directory);
    if (found.isEmpty()) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          "no template in "
              + directory
              + " (expected: a .yaml file with a .feature file beside it)");
    }
    return found;
  }

  private static String line(Template template) {
    return new TemplateReference(template.name(), template.version())
        + " is valid  "
        + template.program().hash();
  }

  private int watched() {
    String seen = "";
    while (true) {
      String now = content();
      if (!now.equals(seen)) {
        seen = now;
        told();
      }
      try {
        Thread.sleep(LOOK_AGAIN_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return ExitCode.CONVERGED;
      }
    }
  }

  /// The current state of the files. A missing folder is a state too.
  private String content() {
    try {
      return "files " + Templates.digest(directory);
    } catch (ConvergeException e) {
      return "none: " + e.getMessage();
    }
  }

  /// Checks once and reports the result.
  private boolean told() {
    PrintWriter out = spec.commandLine().getOut();
    List<Template> templates = List.of();
    List<Json> problems = List.of();
    String text;
    try {
      templates = valid();
      text =
          String.join(
              System.lineSeparator(), templates.stream().map(ValidateCommand::line).toList());
    } catch (TemplateException e) {
      problems = e.problems().stream().<Json>map(ValidateCommand::json).toList();
      text = String.valueOf(e.getMessage());
    } catch (ConvergeException e) {
      text = String.valueOf(e.getMessage());
      problems = List.of(Json.object().put("message", text).build());
    }
    if (json) {
      Json.Obj outcome =
          Json.object()
              .put("valid", problems.isEmpty())
              .put(
                  "templates",
                  Json.array(templates.stream().<Json>map(ValidateCommand::json).toList()))
              .put("problems", Json.array(problems))
              .build();
      text = outcome.canonical();
    }
    out.println(text);
    out.flush();
    return problems.isEmpty();
  }

  private static Json.Obj json(Template template) {
    return Json.object()
        .put("name", template.name())
        .put("version", template.version())
        .put("hash", template.program().hash())
        .build();
  }

  private static Json.Obj json(TemplateProblem problem) {
    return Json.object()
        .put("file", problem.file())
        .put("line", problem.line())
        .put("column", problem.column())
        .put("message", problem.message())
        .build();
  }
}
