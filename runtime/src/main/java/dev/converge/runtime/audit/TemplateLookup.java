package dev.converge.runtime.audit;

import dev.converge.domain.Templates;
import java.util.Optional;

/// Finds the files of the templates that jobs were submitted with.
public interface TemplateLookup {
  /// The files of a template's version; may block for I/O.
  Optional<TemplateFiles> find(String name, String version);

  /// Those that are installed.
  static TemplateLookup of(Templates templates) {
    return (name, version) ->
        templates
            .template(name, version)
            .map(found ->
                new TemplateFiles(
                    found.name(), found.version(), found.hash(), found.spec(), found.wiring()));
  }
}
