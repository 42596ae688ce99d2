package dev.converge.audit;

import dev.converge.core.Program;

/// Compiles the template of a bundle.
public interface ProgramSource {
  /// Compiles a template.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `INVALID` if it cannot be compiled
  Program compile(TemplateFiles template);
}
