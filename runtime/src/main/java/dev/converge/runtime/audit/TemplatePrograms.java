package dev.converge.runtime.audit;

import dev.converge.audit.ProgramSource;
import dev.converge.audit.TemplateFiles;
import dev.converge.audit.TemplateLookup;
import dev.converge.core.Program;
import dev.converge.core.text.TemplateReference;
import dev.converge.domain.template.TemplateException;
import dev.converge.domain.template.TemplateSource;
import dev.converge.domain.template.Templates;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.util.stream.Collectors;

/// Compiles the templates of bundles with the installed rule agents. Thread-safe.
public final class TemplatePrograms implements ProgramSource {
  private final Templates templates;

  /// With the rule agents that these templates can use.
  public TemplatePrograms(Templates templates) {
    this.templates = templates;
  }

  /// Finds the files of installed templates.
  public static TemplateLookup files(Templates templates) {
    return (tenant, name, version) ->
        templates
            .template(tenant, name, version)
            .map(found ->
                new TemplateFiles(
                    found.name(), found.version(), found.hash(), found.spec(), found.wiring()));
  }

  @Override
  public Program compile(TemplateFiles template) {
    try {
      return templates
          .compileInstalled(TemplateSource.of(template.name(), template.spec(), template.wiring()))
          .program();
    } catch (TemplateException e) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          "template "
              + new TemplateReference(template.name(), template.version())
              + " does not compile here:\n  "
              + e.problems().stream().map(Object::toString).collect(Collectors.joining("\n  ")),
          e);
    }
  }
}
