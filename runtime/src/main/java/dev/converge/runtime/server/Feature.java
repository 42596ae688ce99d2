package dev.converge.runtime.server;

/// A part of the server. A server is a list of features.
@FunctionalInterface
public interface Feature {
  /// Adds the feature; called once, before the server starts.
  void install(Site site);
}
