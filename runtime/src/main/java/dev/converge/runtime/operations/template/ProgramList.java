package dev.converge.runtime.operations.template;

import dev.converge.core.Program;
import dev.converge.domain.template.Template;
import dev.converge.domain.template.Templates;
import java.util.List;
import java.util.Optional;

/// Lists templates.
@FunctionalInterface
public interface ProgramList {
  /// The templates that a tenant can run, each in its highest release, by name. May block.
  List<Program> of(String tenant);

  /// The templates that are installed for everybody or for the tenant.
  static ProgramList installed(Templates templates) {
    return tenant ->
        templates.list(tenant).stream()
            .map(Template::name)
            .distinct()
            .map(name -> templates.find(tenant, name, ""))
            .flatMap(Optional::stream)
            .toList();
  }
}
