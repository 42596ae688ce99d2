package dev.converge.runtime.operations.template;

import dev.converge.domain.template.Template;
import java.util.List;

/// A template with the versions that are installed.
///
/// @param template in the version that was asked for
/// @param versions that are installed, the highest first
public record TemplateVersions(Template template, List<String> versions) {
  /// Copies the list.
  public TemplateVersions {
    versions = List.copyOf(versions);
  }
}
