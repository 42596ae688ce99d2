package dev.converge.engine;

import dev.converge.engine.host.Host;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.run.StoredRuns;
import dev.converge.engine.store.Replica;

/// What a run is driven with.
///
/// @param replica this server among those that work on the store
record DrivingTools(
    Host host,
    Appends appends,
    StoredRuns stored,
    Replica replica,
    RunObserver observer,
    RunDriver driver) {}
