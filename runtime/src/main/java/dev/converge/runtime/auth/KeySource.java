package dev.converge.runtime.auth;

import dev.converge.engine.error.ConvergeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The storage of API keys. Several processes can change them. Thread-safe. Methods block for I/O.
public interface KeySource {
  /// The keys, in the order in which they were created.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if they cannot be read, with `INVALID` if they
  ///   are damaged
  List<ApiKey> read();

  /// A value that changes whenever the keys do. Quick.
  ///
  /// @throws ConvergeException with `UNAVAILABLE`
  Object stamp();

  /// Warnings.
  Optional<String> warning();

  /// Adds a key.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if it cannot be stored
  void add(ApiKey key);

  /// Revokes a key. From then on it is invalid.
  ///
  /// @param by who revokes it, if that is not recorded otherwise, or `null`
  /// @return whether the key exists
  /// @throws ConvergeException with `UNAVAILABLE` if that cannot be stored
  boolean revoke(String id, Instant now, @Nullable String by);
}
