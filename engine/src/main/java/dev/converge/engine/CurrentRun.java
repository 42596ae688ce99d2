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

/// The current state of a run that is driven here: its state and last hash, its time, its remaining
/// storage, and what its readers see. Used only on the run's turns, except for the state and for
/// what never changes.
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

  /// @param memory counts the memory that the run takes
  /// @param lastHash hash of its last event
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

  /// The run as it is stored.
  RunState state() {
    return state;
  }

  /// The run as it is left when nobody needs to drive it.
  StoredRuns.Loaded resting() {
    RunView view = new RunView(job, runId, program, state);
    return new StoredRuns.Loaded(view, lastHash, room.events(), null);
  }

  /// Hash of the last stored event.
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

  /// The run is no longer driven here.
  void leave() {
    memory.giveBack();
  }

  /// Until now the run waited for its turn, which does not count as running.
  ///
  /// @param pending whether a state with the earlier time is being stored
  void waited(boolean pending) {
    state = time.waited(state, pending);
  }

  /// The clock is about to be set.
  ///
  /// @param pending whether a state with the earlier time is being stored
  void clockIsSet(Duration by, boolean pending) {
    state = time.clockIsSet(by, state, pending);
  }
}
