package dev.converge.runtime.grpc.message;

import dev.converge.proto.FieldViolation;
import dev.converge.runtime.operations.field.OperationException;
import java.util.List;
import java.util.function.Supplier;

/// A well-formed request with invalid fields.
public final class FieldException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<FieldViolation> violations;

  /// For invalid fields; at least one.
  public FieldException(List<FieldViolation> violations) {
    super(
        violations.size() == 1
            ? violations.getFirst().getField() + ": " + violations.getFirst().getDescription()
            : violations.size() + " fields are wrong",
        null,
        false,
        false);
    this.violations = List.copyOf(violations);
  }

  /// For one field.
  public FieldException(String field, String description) {
    this(List.of(violation(field, description)));
  }

  static FieldViolation violation(String field, String description) {
    return FieldViolation.newBuilder().setField(field).setDescription(description).build();
  }

  List<FieldViolation> violations() {
    return violations;
  }

  /// Builds a request, and names an invalid field as the message does.
  ///
  /// @param pointer to the field in the operations
  /// @param field its name in the message
  static <T> T renaming(String pointer, String field, Supplier<T> request) {
    try {
      return request.get();
    } catch (OperationException e) {
      throw new FieldException(
          e.errors().stream()
              .map(error ->
                  violation(
                      error.pointer().equals(pointer) ? field : SubmitBodies.field(error.pointer()),
                      error.message()))
              .toList());
    }
  }
}
