package dev.converge.runtime.server;

/// A part of what the server offers. What the server offers is a list of them.
@FunctionalInterface
public interface Feature {
  /// Adds what it offers; called once, before the server starts.
  void install(Site site);
}
