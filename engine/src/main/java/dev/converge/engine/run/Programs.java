package dev.converge.engine.run;

import dev.converge.core.Program;
import java.util.List;
import java.util.Optional;

/// Finds programs for the engine. Installed versions are never removed, so runs in progress keep
/// theirs. Thread-safe.
public interface Programs {
  /// The program with a name and version, or its highest release if the version is empty.
  Optional<Program> find(String name, String version);

  /// The same among what a tenant can run. By default, every tenant can run everything.
  default Optional<Program> find(String tenant, String name, String version) {
    return find(name, version);
  }

  /// The names of what a tenant can run, as far as they are known, for messages.
  default List<String> names(String tenant) {
    return List.of();
  }
}
