package dev.converge.temporal;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/// Takes the turns of runs; a local activity of their workflows.
@ActivityInterface
public interface TurnActivity {
  /// Takes a turn; says where the run stands once what it led to is durable.
  @ActivityMethod(name = "turn")
  Situation turn(TurnOrder order);
}
