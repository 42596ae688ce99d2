package dev.converge.runtime.auth;

import dev.converge.engine.error.ConvergeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where API keys are kept. Several processes may change them. Thread-safe; methods block for I/O.
public interface KeySource {
  /// The keys, in the order they were made.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if they cannot be read, with `INVALID` if they
  ///   are not what was written
  List<ApiKey> read();

  /// What changes whenever they do. Quick.
  ///
  /// @throws ConvergeException with `UNAVAILABLE`
  Object stamp();

  /// What to warn of.
  Optional<String> warning();

  /// Adds a key.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if it cannot be kept
  void add(ApiKey key);

  /// Revokes a key; from then on it lets nobody in.
  ///
  /// @param by who revokes it, where that is not recorded otherwise, or `null`
  /// @return whether there is such a key
  /// @throws ConvergeException with `UNAVAILABLE` if that cannot be kept
  boolean revoke(String id, Instant now, @Nullable String by);
}
