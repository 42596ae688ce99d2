package dev.converge.runtime.operations.template;

import dev.converge.runtime.operations.field.FieldErrors;
import dev.converge.runtime.operations.field.OperationException;

/// Installs a version of a template.
///
/// @param name of the template; the wiring must name the same
/// @param version of the template; the wiring must name the same
/// @param spec text of the spec
/// @param wiring text of the wiring file
public record InstallRequest(String name, String version, String spec, String wiring) {
  /// Validates the request.
  ///
  /// @throws OperationException with `INVALID`
  public InstallRequest {
    new FieldErrors().text("/spec", spec).text("/wiring", wiring).check();
  }
}
