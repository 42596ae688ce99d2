package dev.converge.runtime.problems;

import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.operations.field.FieldError;
import java.util.List;

/// A request cannot be answered; contains the whole problem.
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient Problem problem;

  /// For a problem.
  public ProblemException(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  /// For a code and a description.
  public ProblemException(ErrorCode code, String detail) {
    this(Problem.of(code, detail));
  }

  /// For a well-formed but invalid body.
  public static ProblemException invalid(List<FieldError> errors) {
    String detail =
        errors.size() == 1
            ? errors.getFirst().message()
            : errors.size() + " things are wrong with the body";
    return new ProblemException(Problem.of(ErrorCode.INVALID, detail).withErrors(errors));
  }

  /// The problem.
  public Problem problem() {
    return problem;
  }
}
