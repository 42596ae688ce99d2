package dev.converge.core.text;

/// A reference to a template by name and optional version: `name` or `name@version`.
///
/// @param name of the template
/// @param version or empty for the highest release
public record TemplateReference(String name, String version) {
  /// Reads a reference; the version follows the first `@`.
  public static TemplateReference of(String reference) {
    String[] parts = reference.split("@", 2);
    return new TemplateReference(parts[0], parts.length > 1 ? parts[1] : "");
  }

  @Override
  public String toString() {
    return version.isEmpty() ? name : name + "@" + version;
  }
}
