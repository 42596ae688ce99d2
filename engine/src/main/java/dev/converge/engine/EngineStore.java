package dev.converge.engine;

import dev.converge.engine.run.RunHost;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.Replica;
import dev.converge.engine.store.Room;
import org.jspecify.annotations.Nullable;

/// The store of an engine, and who shares it.
///
/// @param replica the engine among those that work on the store
/// @param room says whether replays can be stored, and what of quotas is used by runs
/// @param host drives the runs, or `null` if the engine drives them itself
public record EngineStore(
    Journal journal, JobStore jobs, Replica replica, Room room, @Nullable RunHost host) {
  /// The store of an engine that drives its runs itself.
  public EngineStore(Journal journal, JobStore jobs, Replica replica, Room room) {
    this(journal, jobs, replica, room, null);
  }
}
