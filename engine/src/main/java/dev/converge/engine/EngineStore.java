package dev.converge.engine;

import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.Replica;
import dev.converge.engine.store.Room;

/// What an engine stores in, and with whom it shares that.
///
/// @param replica the engine among those that work on the store
/// @param room says whether replays can be stored
public record EngineStore(Journal journal, JobStore jobs, Replica replica, Room room) {}
