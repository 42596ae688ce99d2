package dev.converge.audit;

import java.util.Optional;

/// Finds the files of templates as they were when jobs were submitted.
public interface TemplateLookup {
  /// The files of a tenant's version; may block for I/O.
  Optional<TemplateFiles> find(String tenant, String name, String version);
}
