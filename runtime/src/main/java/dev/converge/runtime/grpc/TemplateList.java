package dev.converge.runtime.grpc;

import dev.converge.core.Program;
import java.util.List;

/// Lists templates.
@FunctionalInterface
public interface TemplateList {
  /// What a tenant can run: each template in its highest version, by name. May block.
  List<Program> of(String tenant);
}
