package dev.converge.runtime.audit;

import dev.converge.domain.Templates;
import java.util.Optional;

/// Finds the files of the templates that jobs were submitted with.
public interface TemplateLookup {
  /// The files of the version that a tenant has; may block for I/O.
  Optional<TemplateFiles> find(String tenant, String name, String version);

  /// Those that are installed.
  static TemplateLookup of(Templates templates) {
    return (tenant, name, version) ->
        templates
            .template(tenant, name, version)
            .map(found ->
                new TemplateFiles(
                    found.name(), found.version(), found.hash(), found.spec(), found.wiring()));
  }
}
