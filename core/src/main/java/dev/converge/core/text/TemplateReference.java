package dev.converge.core.text;

/// A template by name, and by version where one is meant, written `name` or `name@version`.
///
/// @param name of the template
/// @param version that is meant; empty for the highest release
public record TemplateReference(String name, String version) {
  /// Reads a reference; what follows the first `@` is the version.
  public static TemplateReference of(String reference) {
    String[] parts = reference.split("@", 2);
    return new TemplateReference(parts[0], parts.length > 1 ? parts[1] : "");
  }

  @Override
  public String toString() {
    return version.isEmpty() ? name : name + "@" + version;
  }
}
