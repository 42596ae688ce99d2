package dev.converge.runtime.operations.admin;

import dev.converge.runtime.operations.call.Permissions;
import dev.converge.runtime.operations.field.FieldErrors;
import dev.converge.runtime.operations.field.OperationException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Creates an API key in the caller's tenant.
///
/// @param name who uses the key
/// @param scopes what it allows, in words
/// @param expiresIn validity, or `null` if it never expires
public record KeyRequest(String name, List<String> scopes, @Nullable Duration expiresIn) {
  /// Validates the request.
  ///
  /// @throws OperationException with `INVALID`
  public KeyRequest {
    scopes = List.copyOf(scopes);
    FieldErrors errors = new FieldErrors();
    if (name.isBlank()) {
      errors.add("/name", "required: who uses the key (expected: a name)");
    }
    if (scopes.isEmpty()) {
      errors.add(
          "/scopes", "required: what the key allows (expected: " + Permissions.EXPECTED + ")");
    }
    for (int i = 0; i < scopes.size(); i++) {
      try {
        Permissions.of(List.of(scopes.get(i)));
      } catch (IllegalArgumentException e) {
        errors.add("/scopes/" + i, String.valueOf(e.getMessage()));
      }
    }
    if (expiresIn != null && !expiresIn.isPositive()) {
      errors.add("/expires_in", expiresIn + " (expected: a positive duration)");
    }
    errors.check();
  }

  /// What the key allows.
  Permissions permissions() {
    return Permissions.of(scopes);
  }
}
