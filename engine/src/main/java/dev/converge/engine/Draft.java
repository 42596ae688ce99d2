package dev.converge.engine;

import dev.converge.core.Event;
import dev.converge.core.Input;
import dev.converge.core.RunState;
import dev.converge.engine.turn.RunTurn;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A turn over the inputs that came to a run, and what the core said to each, before anything of it
/// is stored.
record Draft(RunTurn turn, List<Inbox.Answered> answered) {
  /// Takes all inputs that wait.
  ///
  /// @param came is told each of them
  static Draft of(Standing standing, Inbox inbox, Consumer<Input> came) {
    RunTurn turn = new RunTurn(standing.program(), standing.state());
    List<Inbox.Answered> answered = new ArrayList<>();
    for (Inbox.Item item = inbox.take(); item != null; item = inbox.take()) {
      answered.add(new Inbox.Answered(item, turn.take(standing.time().seen(item.input()))));
      came.accept(item.input());
    }
    return new Draft(turn, answered);
  }

  /// Where the run stands after them.
  RunState next() {
    return turn.next();
  }

  List<Event> events() {
    return turn.events();
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
