package dev.converge.engine.turn;

import dev.converge.core.Chain;
import dev.converge.core.Core;
import dev.converge.core.Event;
import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.Step;
import dev.converge.core.event.Sealed;
import dev.converge.core.status.Outcome;
import dev.converge.engine.store.Journal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A turn of a run: the core's responses to inputs, one after the other, before anything of it is
/// stored. The same inputs and the same salt give the same bytes. Not thread-safe.
public final class RunTurn {
  private final Program program;
  private final List<Event> events = new ArrayList<>();
  private RunState next;

  /// A turn that starts at the run's state.
  public RunTurn(Program program, RunState state) {
    this.program = program;
    this.next = state;
  }

  /// Processes an input.
  ///
  /// @return its outcome
  public Outcome take(Input input) {
    Step step = Core.step(program, next, input);
    next = step.next();
    events.addAll(step.events());
    return step.outcome();
  }

  /// The state of the run once the events are stored.
  public RunState next() {
    return next;
  }

  /// The events to store; may be empty.
  public List<Event> events() {
    return Collections.unmodifiableList(events);
  }

  /// Bytes of salt that the events need.
  public int saltBytes() {
    return events.size() * Chain.SALT_BYTES;
  }

  /// The events, sealed into the run's chain.
  ///
  /// @param lastHash of the last stored event
  /// @param salt [#saltBytes] random bytes
  public List<Sealed> seal(String runId, String lastHash, byte[] salt) {
    return new Chain(runId, lastHash).seal(events, salt);
  }

  /// What lists show of the run once the events are stored.
  public Journal.RunHead head() {
    return Journal.RunHead.of(program, next);
  }
}
