package dev.converge.temporal;

import dev.converge.engine.agent.Agents;
import dev.converge.engine.host.Host;
import dev.converge.engine.run.Programs;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.Room;

/// What a worker drives runs with.
///
/// @param room says what of quotas is used
/// @param observer is told of all that this worker stores
/// @param maxJobBytes most bytes that a job may store
public record WorkerParts(
    Host host,
    Journal journal,
    JobStore jobs,
    Programs programs,
    Agents agents,
    Room room,
    RunObserver observer,
    long maxJobBytes) {}
