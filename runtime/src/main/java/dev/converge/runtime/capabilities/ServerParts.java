package dev.converge.runtime.capabilities;

import java.util.List;

/// The parts of the process.
///
/// @param version of the server
/// @param transports besides HTTP, such as `grpc`
/// @param modes in which models can be answered
/// @param defaultMode of jobs that name none
/// @param modelProviders that are configured; names only, never keys
/// @param features further features, such as `audit`
public record ServerParts(
    String version,
    List<String> transports,
    List<String> modes,
    String defaultMode,
    List<String> modelProviders,
    List<String> features) {
  /// Copies the lists.
  public ServerParts {
    transports = List.copyOf(transports);
    modes = List.copyOf(modes);
    modelProviders = List.copyOf(modelProviders);
    features = List.copyOf(features);
  }
}
