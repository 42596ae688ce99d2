package dev.converge.runtime.operations.call;

import dev.converge.runtime.operations.field.OperationException;
import org.jspecify.annotations.Nullable;

/// The recorded actor: the authenticated principal, or else the name in the request, which is
/// recorded as claimed.
///
/// @param name of the actor
/// @param asserted whether the name was only claimed in the request
public record Actor(String name, boolean asserted) {
  private static final String NOBODY = "anonymous";

  /// The actor of a call.
  ///
  /// @param claimed name in the request, or `null`; ignored if the caller is authenticated
  public static Actor of(Caller caller, @Nullable String claimed) {
    String name = caller.name();
    return name != null
        ? new Actor(name, false)
        : new Actor(claimed == null ? NOBODY : claimed, true);
  }

  /// The actor of a decision, which always has a name.
  ///
  /// @param claimed name in the request, or `null`; ignored if the caller is authenticated
  /// @throws OperationException with `INVALID` if nobody is named
  public static Actor ofDecision(Caller caller, @Nullable String claimed) {
    if (caller.name() == null && claimed == null) {
      throw OperationException.invalid(
          "/actor", "\"actor\" is required because authentication is off (expected: who decides)");
    }
    return of(caller, claimed);
  }
}
