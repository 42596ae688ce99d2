package dev.converge.temporal;

import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/// The workflow of a run.
@WorkflowInterface
public interface RunWorkflow {
  /// Drives a run to its end.
  @WorkflowMethod(name = RunNames.WORKFLOW)
  void drive(RunOrder order);

  /// Processes an input from outside.
  ///
  /// @param input as canonical JSON
  /// @return its outcome as canonical JSON
  @UpdateMethod(name = RunNames.INPUT)
  String input(String input);
}
