package dev.converge.runtime.operations.admin;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.store.AdminLog;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.operations.call.Entrance;
import dev.converge.runtime.operations.call.Operation;
import dev.converge.runtime.operations.field.OperationException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Administers a server: its API keys and its log of what people did. Methods may block for I/O.
/// Thread-safe.
public final class AdminOperations {
  private final Entrance entrance;
  private final Optional<KeyRing> keys;
  private final AdminLog log;
  private final InstantSource clock;

  /// @param entrance that every call passes
  /// @param keys that can be changed; empty while authentication is off
  /// @param log of administrative acts
  public AdminOperations(
      Entrance entrance, Optional<KeyRing> keys, AdminLog log, InstantSource clock) {
    this.entrance = entrance;
    this.keys = keys;
    this.log = log;
    this.clock = clock;
  }

  private KeyRing ring() {
    return keys.orElseThrow(() ->
        new ConvergeException(
            ErrorCode.CONFLICT,
            "authentication is off, so keys would have no effect (expected: auth.enabled)"));
  }

  /// Lists the API keys of the caller's tenant.
  ///
  /// @throws ConvergeException with `CONFLICT` while authentication is off
  public List<KeyRing.Key> keys(Caller caller) {
    return entrance.call(caller, Operation.LIST_KEYS, "", () -> ring().keys(caller.tenant()));
  }

  /// Creates an API key in the caller's tenant.
  ///
  /// @throws ConvergeException with `CONFLICT` while authentication is off
  /// @throws OperationException with `INVALID`
  public KeyRing.Created createKey(Caller caller, KeyRequest request) {
    return entrance.call(
        caller,
        Operation.CREATE_KEY,
        request.name(),
        () -> {
          Instant expires =
              request.expiresIn() == null ? null : clock.instant().plus(request.expiresIn());
          try {
            return ring().create(caller.tenant(), request.name(), request.permissions(), expires);
          } catch (IllegalArgumentException e) {
            throw OperationException.invalid("/name", String.valueOf(e.getMessage()));
          }
        },
        created -> "key " + created.key().id() + ": " + created.key().permissions());
  }

  /// Revokes an API key of the caller's tenant; every server refuses it within a second.
  ///
  /// @throws ConvergeException with `KEY_NOT_FOUND`, or `CONFLICT` while authentication is off
  public KeyRing.Key revokeKey(Caller caller, String id) {
    return entrance.call(
        caller,
        Operation.REVOKE_KEY,
        id,
        () ->
            ring()
                .revoke(caller.tenant(), id)
                .orElseThrow(() ->
                    new ConvergeException(ErrorCode.KEY_NOT_FOUND, "API key not found: " + id)));
  }

  /// Entries of the administrative log, of all tenants, oldest first.
  ///
  /// @param after sequence of the entry before the first
  /// @param limit from 1 to [AdminLog#MAX_PAGE]
  public List<AdminLog.Entry> log(Caller caller, long after, int limit) {
    return entrance.call(caller, Operation.READ_ADMIN_LOG, "", () -> log.entries(after, limit));
  }
}
