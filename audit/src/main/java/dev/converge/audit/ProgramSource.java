package dev.converge.audit;

import dev.converge.core.Program;

/// Makes a program of the template that a bundle holds.
public interface ProgramSource {
  /// Compiles a template.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `INVALID` if it cannot be compiled
  Program compile(TemplateFiles template);
}
