package dev.converge.runtime.operations.call;

/// One call of an operation.
///
/// @param caller the caller
/// @param operation the operation
/// @param target id of the job, run or template that the call names; empty if there is none
/// @param detail more about the result, for people; empty before the call
public record Call(Caller caller, Operation operation, String target, String detail) {
  /// A call before it is executed.
  public Call(Caller caller, Operation operation, String target) {
    this(caller, operation, target, "");
  }

  /// This call after it was executed.
  Call done(String with) {
    return new Call(caller, operation, target, with);
  }
}
