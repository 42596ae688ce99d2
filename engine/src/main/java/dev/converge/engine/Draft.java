package dev.converge.engine;

import dev.converge.core.Event;
import dev.converge.core.Input;
import dev.converge.core.RunState;
import dev.converge.engine.turn.RunTurn;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A turn over the inputs of a run, and the core's response to each, before anything of it is
/// stored.
record Draft(RunTurn turn, List<Inbox.Answered> answered) {
  /// Takes all waiting inputs.
  ///
  /// @param came called with each of them
  static Draft of(CurrentRun current, Inbox inbox, Consumer<Input> came) {
    RunTurn turn = new RunTurn(current.program(), current.state());
    List<Inbox.Answered> answered = new ArrayList<>();
    for (Inbox.Item item = inbox.take(); item != null; item = inbox.take()) {
      answered.add(new Inbox.Answered(item, turn.take(current.time().seen(item.input()))));
      came.accept(item.input());
    }
    return new Draft(turn, answered);
  }

  /// The state of the run after them.
  RunState next() {
    return turn.next();
  }

  List<Event> events() {
    return turn.events();
  }

  /// Whether all inputs came from the run itself.
  boolean own() {
    return answered.stream().allMatch(one -> one.item().own());
  }

  /// Whether it ends a run that has used up its storage.
  boolean ends() {
    return answered.getFirst().item().input() instanceof Input.OutOfRoom;
  }
}
