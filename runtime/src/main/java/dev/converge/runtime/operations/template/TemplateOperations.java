package dev.converge.runtime.operations.template;

import dev.converge.core.Program;
import dev.converge.core.text.TemplateReference;
import dev.converge.domain.template.Template;
import dev.converge.domain.template.TemplateSource;
import dev.converge.domain.template.Templates;
import dev.converge.domain.template.source.TemplateProblem;
import dev.converge.engine.error.ConvergeException;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.operations.call.Entrance;
import dev.converge.runtime.operations.call.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Lists, reads, checks and installs templates. Methods may block for I/O. Thread-safe.
public final class TemplateOperations {
  private final Entrance entrance;
  private final InstalledTemplates installed;
  private final Templates templates;
  private final ProgramList programs;

  /// For the installed templates.
  public TemplateOperations(Entrance entrance, InstalledTemplates installed, ProgramList programs) {
    this.entrance = entrance;
    this.installed = installed;
    this.templates = installed.templates();
    this.programs = programs;
  }

  /// Lists the templates that a caller can use, each in its highest version, by name.
  public List<TemplateVersions> list(Caller caller) {
    return entrance.call(
        caller,
        Operation.LIST_TEMPLATES,
        "",
        () -> {
          List<TemplateVersions> list = new ArrayList<>();
          String last = "";
          for (Template template : templates.list(caller.tenant())) {
            if (!template.name().equals(last)) {
              last = template.name();
              Template highest = templates.template(caller.tenant(), last, "").orElse(template);
              list.add(withVersions(caller, highest));
            }
          }
          return list;
        });
  }

  /// Lists the programs that a caller can run, like [#list], without the texts of the templates.
  public List<Program> programs(Caller caller) {
    return entrance.call(caller, Operation.LIST_TEMPLATES, "", () -> programs.of(caller.tenant()));
  }

  /// Reads a template.
  ///
  /// @param version or `null` for the highest
  /// @throws ConvergeException with `TEMPLATE_NOT_FOUND`
  public TemplateVersions get(Caller caller, String name, @Nullable String version) {
    return entrance.call(
        caller,
        Operation.GET_TEMPLATE,
        name,
        () ->
            templates
                .template(caller.tenant(), name, version == null ? "" : version)
                .map(template -> withVersions(caller, template))
                .orElseThrow(() ->
                    InstalledTemplates.notFound(
                        name, version == null ? "" : version, names(caller.tenant()))));
  }

  private List<String> names(String tenant) {
    return programs.of(tenant).stream().map(Program::name).distinct().toList();
  }

  private TemplateVersions withVersions(Caller caller, Template template) {
    return new TemplateVersions(
        template,
        templates.versions(caller.tenant(), template.name()).stream()
            .map(Template::version)
            .toList());
  }

  /// Checks a template without installing it.
  ///
  /// @return all its problems; empty if it can be installed
  public List<TemplateProblem> validate(Caller caller, String spec, String wiring) {
    return entrance.call(
        caller,
        Operation.VALIDATE_TEMPLATE,
        "",
        () -> templates.check(TemplateSource.of("template", spec, wiring)));
  }

  /// Installs a version of a template for the caller's tenant. Completes once it is durable.
  ///
  /// @return fails with `INVALID` if the wiring names another template or version, `VERSION_EXISTS`
  ///   if the version is installed with other content, or `UNAVAILABLE`
  /// @throws dev.converge.domain.template.TemplateException with all problems, if it does not
  ///   compile
  public CompletableFuture<InstallResult> install(Caller caller, InstallRequest request) {
    return entrance.start(
        caller,
        Operation.INSTALL_TEMPLATE,
        new TemplateReference(request.name(), request.version()).toString(),
        () ->
            installed
                .install(
                    caller.tenant(),
                    request.name(),
                    request.version(),
                    request.spec(),
                    request.wiring())
                .thenApply(done ->
                    new InstallResult(withVersions(caller, done.template()), done.isNew())));
  }
}
