package dev.converge.engine;

import dev.converge.core.Core;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.event.Sealed;
import dev.converge.engine.feed.Topic;
import dev.converge.engine.host.Host;
import dev.converge.engine.run.RunView;
import dev.converge.engine.run.StoredRuns;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.turn.RunRoom;
import dev.converge.engine.turn.RunTime;
import java.time.Duration;
import java.util.List;

/// A run that is driven, as it is now: its state and its last hash, the time as it sees it, what it
/// may still store, and what its readers see. Used on the run's turns only, except for what never
/// changes and the state.
final class CurrentRun {
  private final JobStore.Job job;
  private final String runId;
  private final Program program;
  private final Topic topic;
  private final RunTime time;
  private final RunRoom room;
  private final RunMemory.Part memory;
  private volatile RunState state;
  private String lastHash;

  /// @param memory counts what it takes
  /// @param lastHash of its last event
  CurrentRun(
      Host host, Topic topic, RunRoom room, RunMemory.Part memory, RunView view, String lastHash) {
    this.job = view.job();
    this.runId = view.runId();
    this.program = view.program();
    this.state = view.state();
    this.lastHash = lastHash;
    this.topic = topic;
    this.room = room;
    this.memory = memory;
    memory.stored(room.stored());
    this.time = new RunTime(host.clock(), state.at());
  }

  JobStore.Job job() {
    return job;
  }

  String runId() {
    return runId;
  }

  Program program() {
    return program;
  }

  Topic topic() {
    return topic;
  }

  RunTime time() {
    return time;
  }

  RunRoom room() {
    return room;
  }

  /// As it is stored.
  RunState state() {
    return state;
  }

  /// As it is left where nobody need drive it.
  StoredRuns.Loaded resting() {
    RunView view = new RunView(job, runId, program, state);
    return new StoredRuns.Loaded(view, lastHash, room.events(), null);
  }

  /// Of the last event that is stored.
  String lastHash() {
    return lastHash;
  }

  /// A batch is durable.
  void stored(Batch batch) {
    lastHash = batch.hash();
    state = time.stored(batch.next());
    took(batch.append().events());
    topic.publish(batch.append().events());
  }

  /// Events that were read back are durable.
  void takeOver(List<Sealed> page) {
    topic.publish(page);
    RunState next = Core.replay(program, state, StoredRuns.events(page));
    lastHash = page.getLast().hash();
    took(page);
    state = next;
  }

  private void took(List<Sealed> events) {
    room.took(events);
    memory.stored(room.stored());
  }

  /// It is driven here no longer.
  void leave() {
    memory.giveBack();
  }

  /// Until now the run waited for its turn, which does not count as running.
  ///
  /// @param pending whether a state is being stored that is of the time before
  void waited(boolean pending) {
    state = time.waited(state, pending);
  }

  /// The clock is about to be set.
  ///
  /// @param pending whether a state is being stored that is of the time before
  void clockIsSet(Duration by, boolean pending) {
    state = time.clockIsSet(by, state, pending);
  }
}
