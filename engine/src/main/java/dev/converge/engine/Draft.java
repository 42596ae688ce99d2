package dev.converge.engine;

import dev.converge.core.Core;
import dev.converge.core.Event;
import dev.converge.core.Input;
import dev.converge.core.RunState;
import dev.converge.core.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// What the core says to the inputs that came to a run, before anything of it is stored.
///
/// @param next where the run stands after them
record Draft(RunState next, List<Event> events, List<Inbox.Answered> answered) {
  /// Takes all inputs that wait.
  ///
  /// @param came is told each of them
  static Draft of(Standing standing, Inbox inbox, Consumer<Input> came) {
    RunState next = standing.state();
    List<Event> events = new ArrayList<>();
    List<Inbox.Answered> answered = new ArrayList<>();
    for (Inbox.Item item = inbox.take(); item != null; item = inbox.take()) {
      Step step = Core.step(standing.program(), next, standing.time().seen(item.input()));
      next = step.next();
      events.addAll(step.events());
      answered.add(new Inbox.Answered(item, step.outcome()));
      came.accept(item.input());
    }
    return new Draft(next, events, answered);
  }

  /// Whether all inputs were the run's own.
  boolean own() {
    return answered.stream().allMatch(one -> one.item().own());
  }

  /// Whether it ends a run that has no more room.
  boolean ends() {
    return answered.getFirst().item().input() instanceof Input.OutOfRoom;
  }
}
