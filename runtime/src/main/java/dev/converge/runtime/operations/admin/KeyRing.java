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
  /// @param expiresAt when it expires, or `null`
  /// @param revokedAt when it was revoked, or `null`
  record Key(
      String id,
      String tenant,
      String name,
      Permissions permissions,
      Instant createdAt,
      @Nullable Instant expiresAt,
      @Nullable Instant revokedAt) {}

  /// A newly created key with its text, which is not stored anywhere.
  record Created(Key key, String text) {}

  /// The keys of a tenant, in the order of their creation.
  List<Key> keys(String tenant);

  /// Creates a key.
  ///
  /// @param expiresAt when it expires, or `null`
  /// @throws IllegalArgumentException if the name is not a valid name of a principal, or there are
  ///   too many keys
  Created create(String tenant, String name, Permissions permissions, @Nullable Instant expiresAt);

  /// Revokes a key of a tenant; empty if the key does not exist.
  Optional<Key> revoke(String tenant, String id);
}
