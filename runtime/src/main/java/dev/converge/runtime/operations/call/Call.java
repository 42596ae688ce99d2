package dev.converge.runtime.operations.call;

/// One call of an operation.
///
/// @param caller who calls
/// @param operation what is asked
/// @param target id of the job, run or template that the call names; empty if it names none
/// @param detail more about what was done, for people; empty before it is done
public record Call(Caller caller, Operation operation, String target, String detail) {
  /// A call that was not done yet.
  public Call(Caller caller, Operation operation, String target) {
    this(caller, operation, target, "");
  }

  /// This call, done.
  Call done(String with) {
    return new Call(caller, operation, target, with);
  }
}
