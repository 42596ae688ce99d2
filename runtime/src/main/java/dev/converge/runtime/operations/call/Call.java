package dev.converge.runtime.operations.call;

/// One call of an operation.
///
/// @param caller who calls
/// @param operation what is asked
/// @param target id of the job, run or template that the call names; empty if it names none
public record Call(Caller caller, Operation operation, String target) {}
