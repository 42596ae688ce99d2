package dev.converge.runtime.operations;

import dev.converge.runtime.operations.field.FieldErrors;
import dev.converge.runtime.operations.field.OperationException;
import org.jspecify.annotations.Nullable;

/// Compares two runs.
///
/// @param a the first run
/// @param b the second run
public record CompareRequest(RunSelector a, RunSelector b) {
  private static final String RUN_PREFIX = "run_";

  /// A request that names the runs by their ids, or by the ids of their jobs.
  ///
  /// @throws OperationException with `INVALID` if one is missing
  public static CompareRequest of(@Nullable String a, @Nullable String b) {
    FieldErrors errors = new FieldErrors();
    require(errors, "a", a);
    require(errors, "b", b);
    errors.check();
    return new CompareRequest(selector(String.valueOf(a)), selector(String.valueOf(b)));
  }

  private static void require(FieldErrors errors, String name, @Nullable String id) {
    if (id == null || id.isBlank()) {
      errors.add("/" + name, "missing (expected: the id of a run or of a job)");
    }
  }

  private static RunSelector selector(String id) {
    return id.startsWith(RUN_PREFIX) ? new RunSelector.ById(id) : RunSelector.firstOf(id);
  }
}
