package dev.converge.runtime.grpc;

import dev.converge.proto.FieldViolation;
import java.util.List;

/// A request is well-formed, but fields of it are wrong.
final class FieldException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<FieldViolation> violations;

  /// Of fields that are wrong; at least one.
  FieldException(List<FieldViolation> violations) {
    super(
        violations.size() == 1
            ? violations.getFirst().getField() + ": " + violations.getFirst().getDescription()
            : violations.size() + " fields are wrong",
        null,
        false,
        false);
    this.violations = List.copyOf(violations);
  }

  /// Of one field.
  FieldException(String field, String description) {
    this(List.of(violation(field, description)));
  }

  static FieldViolation violation(String field, String description) {
    return FieldViolation.newBuilder().setField(field).setDescription(description).build();
  }

  List<FieldViolation> violations() {
    return violations;
  }
}
