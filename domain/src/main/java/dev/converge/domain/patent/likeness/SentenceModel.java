package dev.converge.domain.patent.likeness;

/// Turns texts into vectors that point the same way where the texts mean the same. It works in this
/// process and asks nobody. Thread-safe.
public interface SentenceModel {
  /// Its name and version, as the provenance of what it ranked says it.
  String name();

  /// The vector of a text, of length 1; as many numbers for each text.
  float[] vector(String text);
}
