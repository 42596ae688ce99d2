package dev.converge.temporal;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/// Takes the turns of runs; a local activity of their workflows.
@ActivityInterface
public interface TurnActivity {
  /// Takes a turn. Returns the state of the run once the results are durable.
  @ActivityMethod(name = "turn")
  TurnResult turn(TurnOrder order);
}
