package dev.converge.runtime.operations.admin;

import dev.converge.runtime.operations.call.Permissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The API keys of a server. Methods may block for I/O. Thread-safe.
public interface KeyRing {
  /// An API key without its secret.
  ///
  /// @param id public name of the key
  /// @param tenant whose jobs it is for
  /// @param name who uses it
  /// @param permissions what it allows
  /// @param createdAt when it was created
  /// @param expiresAt from when it is not valid any more, or `null`
  /// @param revokedAt when it was revoked, or `null`
  record Key(
      String id,
      String tenant,
      String name,
      Permissions permissions,
      Instant createdAt,
      @Nullable Instant expiresAt,
      @Nullable Instant revokedAt) {}

  /// A key that was just created, with its text, which is stored nowhere.
  record Created(Key key, String text) {}

  /// The keys of a tenant, in the order of their creation.
  List<Key> keys(String tenant);

  /// Creates a key.
  ///
  /// @param expiresAt from when it is not valid any more, or `null`
  /// @throws IllegalArgumentException if the name is not that of a principal, or there are too many
  ///   keys
  Created create(String tenant, String name, Permissions permissions, @Nullable Instant expiresAt);

  /// Revokes a key of a tenant; empty if the tenant has no such key.
  Optional<Key> revoke(String tenant, String id);
}
