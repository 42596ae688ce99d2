package dev.converge.runtime.operations.call;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;

/// Refuses calls whose caller lacks the scope of the operation. Only the run knows which role a
/// decision needs, and checks it itself.
public final class ScopeCheck implements Interceptor {
  /// Without state.
  public ScopeCheck() {}

  @Override
  public void before(Call call) {
    require(call.caller(), call.operation());
  }

  /// Checks a caller before a request that calls several operations executes any of them.
  ///
  /// @throws ConvergeException with `FORBIDDEN` that names the scope that is missing
  public static void require(Caller caller, Operation operation) {
    Scope scope = operation.scope();
    if (!caller.permissions().allows(scope)) {
      throw new ConvergeException(
          ErrorCode.FORBIDDEN,
          "missing scope \""
              + scope.word()
              + (scope == Scope.DECIDE ? ":ROLE" : "")
              + "\" for "
              + operation.word()
              + " (this credential has: "
              + (caller.permissions().words().isEmpty() ? "none" : caller.permissions())
              + ")");
    }
  }
}
