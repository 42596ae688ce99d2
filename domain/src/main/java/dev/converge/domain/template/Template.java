package dev.converge.domain.template;

import dev.converge.core.Program;
import dev.converge.core.json.Json;

/// A compiled template: its two files and the resulting program. Immutable.
///
/// @param description from the wiring, or empty
/// @param hash of both files; equal hashes mean equal content
/// @param specName the name of the spec's file
/// @param spec its text, without byte order mark, lines ended by LF
/// @param wiring the wiring's text, likewise
/// @param metadata of the wiring; not interpreted
/// @param program ready to run
public record Template(
    String description,
    String hash,
    String specName,
    String spec,
    String wiring,
    Json.Obj metadata,
    Program program) {
  /// Its name.
  public String name() {
    return program.name();
  }

  /// Its version, by semver.org.
  public String version() {
    return program.version();
  }
}
