package dev.converge.engine.run;

import dev.converge.core.Program;
import java.util.List;
import java.util.Optional;

/// Where the engine finds programs. Versions once installed stay, so runs in flight keep theirs.
/// Thread-safe.
public interface Programs {
  /// The program of a name and version; the highest release where the version is empty.
  Optional<Program> find(String name, String version);

  /// The same of what a tenant can run; by default every tenant can run everything.
  default Optional<Program> find(String tenant, String name, String version) {
    return find(name, version);
  }

  /// The names of what a tenant can run, as far as they are known; for messages.
  default List<String> names(String tenant) {
    return List.of();
  }
}
