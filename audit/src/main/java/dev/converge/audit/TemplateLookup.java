package dev.converge.audit;

import java.util.Optional;

/// Finds the files of the templates that jobs were submitted with.
public interface TemplateLookup {
  /// The files of the version that a tenant has; may block for I/O.
  Optional<TemplateFiles> find(String tenant, String name, String version);
}
