package dev.converge.runtime.grpc;

import dev.converge.engine.host.Timers;
import dev.converge.runtime.operations.Operations;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// The parts that the service needs.
///
/// @param operations that it maps
/// @param limits that clients can read
/// @param audit or `null` if there are no bundles
/// @param clock of the server
/// @param executor for work that may block: a virtual thread for each task
/// @param version of the server
record ServiceContext(
    Operations operations,
    ServiceLimits limits,
    @Nullable AuditBundles audit,
    InstantSource clock,
    Executor executor,
    Timers timers,
    String version) {}
